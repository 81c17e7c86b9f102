package org.backplane.transport.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.Nearest;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandException.Kind;
import org.backplane.api.command.CommandInfo;
import org.backplane.api.command.Commands;
import org.backplane.api.command.Place;
import org.backplane.api.command.Request;
import org.backplane.api.command.Request.Form;

/** Turns the words of a command line into commands, in their order. */
final class ArgvParser {

    /**
     * What a command line asks for.
     *
     * @param commands what to feed
     * @param ending what is done with the machine at the end
     * @param help what to show instead of doing anything
     */
    record CommandLine(List<Request> commands, Ending ending, Optional<Help> help) {}

    /** What is done with the machine, if there is one, at the end of the line. */
    enum Ending {
        /** The guest starts. */
        START,
        /** The machine is built and the guest stands still: {@code -S} was given. */
        STAND,
        /** It is left as it is, for commands to come: {@code --preconfig} was given. */
        STAY
    }

    /** What to show instead of doing anything. */
    sealed interface Help {
        /** The options. */
        record Options() implements Help {}

        /** The parameters of a configuration file. */
        record File(String file) implements Help {}

        /** The JSON Schema of configuration files. */
        record ConfigSchema() implements Help {}

        /** The version. */
        record Version() implements Help {}
    }

    /** Where on the line a command was written. */
    private record WordPlace(String words) implements Place {
        @Override
        public String explain(List<String> path, String message) {
            return words + ": " + message;
        }
    }

    private static final String SCHEMA = "schema";

    private final Commands commands;
    private final List<Request> requests = new ArrayList<>();
    private Ending ending = Ending.START;

    private ArgvParser(Commands commands) {
        this.commands = commands;
    }

    /**
     * Parses a command line.
     *
     * @throws CommandException if it makes no sense; it names the word
     */
    static CommandLine parse(List<String> argv, Commands commands) {
        return new ArgvParser(commands).parse(new Words(argv));
    }

    private CommandLine parse(Words words) {
        while (!words.isEmpty()) {
            var word = words.take();
            var help = Words.isOption(word) ? option(word, words) : file(word, words);
            if (help.isPresent()) {
                return new CommandLine(List.of(), ending, help);
            }
        }
        return new CommandLine(List.copyOf(requests), ending, Optional.empty());
    }

    private Optional<Help> option(String word, Words words) {
        switch (Words.optionName(word)) {
            case "h", "help" -> {
                return Optional.of(new Help.Options());
            }
            case "version" -> {
                return Optional.of(new Help.Version());
            }
            case "S" -> ending = ending == Ending.STAY ? Ending.STAY : Ending.STAND;
            case "preconfig" -> ending = Ending.STAY;
            default -> requests.add(optionCommand(word, words));
        }
        return Optional.empty();
    }

    private Request optionCommand(String word, Words words) {
        var command = commands.option(Words.optionName(word)).orElseThrow(() -> unknown(word));
        if (command.arguments().members().isEmpty()) {
            return new Request(command.name(), Map.of(), Form.WORDS, new WordPlace(word));
        }
        if (words.isEmpty()) {
            throw failed(word, "expected %s after it".formatted(argumentForm(command)));
        }
        var argument = words.take();
        var place = new WordPlace(word + " " + argument);
        try {
            return argument.startsWith("{")
                    ? new Request(command.name(), Json.parse(argument), Form.TYPED, place)
                    : new Request(command.name(), KeyValues.parse(argument, implied(command)), Form.WORDS, place);
        } catch (CommandException e) {
            throw e.at(place);
        }
    }

    /** A word that stands alone may be a subcommand; {@code ./schema} is a file in any case. */
    private Optional<Help> file(String file, Words words) {
        if (file.equals(SCHEMA) && requests.isEmpty() && words.isEmpty()) {
            return Optional.of(new Help.ConfigSchema());
        }
        var parameters = new LinkedHashMap<String, Object>();
        while (words.nextIsAssignment()) {
            var assignment = words.take();
            int equals = assignment.indexOf('=');
            if (parameters.put(assignment.substring(0, equals), assignment.substring(equals + 1)) != null) {
                throw failed(assignment, "this parameter is given twice");
            }
        }
        if (words.nextIsOption() && List.of("help", "h").contains(Words.optionName(words.peek()))) {
            return Optional.of(new Help.File(file));
        }
        requests.add(new Request(
                "config-load", Map.of("file", file, "parameters", parameters), Form.WORDS, new WordPlace(file)));
        return Optional.empty();
    }

    private CommandException unknown(String word) {
        var nearest = Nearest.to(
                Words.optionName(word),
                commands.options().stream()
                        .flatMap(command -> command.options().stream())
                        .toList());
        var hint = nearest.map("; did you mean -%s?"::formatted).orElse("; backplane --help lists them");
        return failed(word, "there is no such option" + hint);
    }

    private static CommandException failed(String word, String message) {
        return new CommandException(Kind.BAD_ARGUMENT, message).at(new WordPlace(word));
    }

    /** How an option's argument is written, for help: {@code TYPE[,NAME=VALUE...]}. */
    static String argumentForm(CommandInfo command) {
        return command.arguments().members().isEmpty()
                ? ""
                : implied(command).toUpperCase(Locale.ROOT)
                        + (command.arguments().members().size() > 1 ? "[,NAME=VALUE...]" : "");
    }

    private static String implied(CommandInfo command) {
        return command.arguments().members().getFirst().name();
    }
}
