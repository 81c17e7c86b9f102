package org.backplane.transport.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.backplane.api.Nearest;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandException.Kind;
import org.backplane.api.command.CommandInfo;
import org.backplane.api.command.Commands;
import org.backplane.api.command.Place;
import org.backplane.api.command.Request;
import org.backplane.api.command.Request.Form;
import org.backplane.api.command.Transcripts.Language;

/** Turns the words of a command line into commands, in their order. */
final class ArgvParser {

    /**
     * What a command line asks for.
     *
     * @param commands what to feed
     * @param problems what is wrong with other words, each with its place
     * @param ending what is done with the machine at the end
     * @param purpose what is done with the commands
     * @param help what to show instead of doing anything
     */
    record CommandLine(
            List<Request> commands,
            List<CommandException> problems,
            Ending ending,
            Purpose purpose,
            Optional<Help> help) {}

    /** What is done with the commands. */
    sealed interface Purpose {
        /** They run. */
        record Run() implements Purpose {}

        /** They are checked: {@code --dry-run} was given. */
        record DryRun() implements Purpose {}

        /** They are checked and printed: {@code --explain} was given. */
        record Explain(Language language) implements Purpose {}
    }

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
    private static final String EXPLAIN = "explain=";

    private final Commands commands;
    private final List<Request> requests = new ArrayList<>();
    private final List<CommandException> problems = new ArrayList<>();
    private Ending ending = Ending.START;
    private Purpose purpose = new Purpose.Run();

    private ArgvParser(Commands commands) {
        this.commands = commands;
    }

    /** Parses a command line. */
    static CommandLine parse(List<String> argv, Commands commands) {
        return new ArgvParser(commands).parse(new Words(argv));
    }

    private CommandLine parse(Words words) {
        while (!words.isEmpty()) {
            var help = next(words);
            if (help.isPresent()) {
                return line(help);
            }
        }
        return line(Optional.empty());
    }

    private CommandLine line(Optional<Help> help) {
        return new CommandLine(List.copyOf(requests), List.copyOf(problems), ending, purpose, help);
    }

    private Optional<Help> next(Words words) {
        var word = words.take();
        try {
            return Words.isOption(word) ? option(word, words) : file(word, words);
        } catch (CommandException e) {
            problems.add(e);
            return Optional.empty();
        }
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
            case "dry-run" -> purpose = new Purpose.DryRun();
            case "explain" -> purpose = new Purpose.Explain(Language.CONFIG);
            case String name
            when name.startsWith(EXPLAIN) ->
                purpose = new Purpose.Explain(language(word, name.substring(EXPLAIN.length())));
            default -> requests.add(optionCommand(word, words));
        }
        return Optional.empty();
    }

    private static Language language(String word, String name) {
        return Stream.of(Language.values())
                .filter(language -> nameOf(language).equals(name))
                .findFirst()
                .orElseThrow(() -> failed(word, "expected one of %s".formatted(languages())));
    }

    /** The names of all languages of explanations, for help. */
    static String languages() {
        return Stream.of(Language.values()).map(ArgvParser::nameOf).collect(Collectors.joining(", "));
    }

    private static String nameOf(Language language) {
        return language.name().toLowerCase(Locale.ROOT);
    }

    private Request optionCommand(String word, Words words) {
        var option = commands.option(Words.optionName(word));
        if (option.isEmpty()) {
            words.takeArgument();
            throw unknown(word);
        }
        var command = option.get();
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
                        + (command.arguments().inWords().size() > 1 ? "[,NAME=VALUE...]" : "");
    }

    private static String implied(CommandInfo command) {
        return command.arguments().inWords().getFirst().name();
    }
}
