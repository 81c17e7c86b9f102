package org.backplane.transport.shell;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandInfo;
import org.backplane.api.command.Commands;
import org.backplane.api.command.Place;
import org.backplane.api.command.Request;
import org.backplane.api.schema.Records;

/**
 * The monitor's language. A line is a command of the registry with its arguments, a question for help, or else for the
 * shell of OSGi, to which everything goes that has a pipe.
 */
final class Monitor {
    private static final Set<String> HELP = Set.of("help", "?", "h");
    private static final Set<String> FOR_THE_SHELL = Set.of("|", ";");

    /** What a line means. */
    sealed interface Meaning {}

    /** Nothing is to be done. */
    record Nothing() implements Meaning {}

    /** Something is to be shown. */
    record Text(String text) implements Meaning {}

    /**
     * A command is to be run.
     *
     * @param tag what is needed to show its answer, in neutral values
     */
    record Run(Request request, Map<String, Object> tag) implements Meaning {}

    /**
     * The line is for the shell of OSGi.
     *
     * @param unknown what to say if it does not know it either
     */
    record Foreign(String line, String unknown) implements Meaning {}

    private static final String LINE = "line";
    private static final String COMMAND = "command";
    private static final String COLUMNS = "columns";

    private final Names names;
    private final Records records;

    Monitor(Commands commands, Records records) {
        names = new Names(commands);
        this.records = records;
    }

    /**
     * Reads a line.
     *
     * @throws CommandException if it is wrong; it shows where
     */
    Meaning read(String line) {
        if (line.isBlank() || line.stripLeading().startsWith("#")) {
            return new Nothing();
        }
        var words = Words.of(line);
        if (words.stream().anyMatch(word -> FOR_THE_SHELL.contains(word.text()))) {
            return new Foreign(line, "");
        }
        var first = words.getFirst().text();
        if (HELP.contains(first)) {
            return new Text(help(line, words.subList(1, words.size())));
        } else if (first.equals(Names.INFO) && words.size() == 1) {
            return new Text(topics());
        }
        return names.find(words)
                .<Meaning>map(named -> run(line, named.command(), words.subList(named.words(), words.size())))
                .orElseGet(() -> unknown(line, words));
    }

    private Meaning unknown(String line, List<Word> words) {
        boolean topic = words.getFirst().text().equals(Names.INFO);
        int column = words.get(topic ? 1 : 0).column();
        var message = names.unknown(words);
        if (topic) {
            throw Caret.error(line, column, message);
        }
        return new Foreign(line, Caret.under(line, column, message));
    }

    private Run run(String line, CommandInfo command, List<Word> words) {
        var bound = Arguments.bind(line, command, words, records);
        var tag = new HashMap<String, Object>();
        tag.put(LINE, line);
        tag.put(COMMAND, command.name());
        tag.put(COLUMNS, bound.columns());
        return new Run(new Request(command.name(), bound.tree(), Request.Form.WORDS, Place.NONE), tag);
    }

    // ---- help

    private String help(String line, List<Word> topic) {
        if (topic.isEmpty()) {
            return overview();
        } else if (topic.getFirst().text().equals(Names.INFO) && topic.size() == 1) {
            return topics();
        }
        return names.find(topic)
                .map(named -> Usage.explain(named.command()))
                .orElseThrow(() -> Caret.error(line, topic.getFirst().column(), names.unknown(topic)));
    }

    private String overview() {
        var lines = new ArrayList<>(Layout.table(names.all().stream()
                .filter(name -> !name.startsWith("query-"))
                .flatMap(name -> names.find(name).stream())
                .map(Monitor::row)
                .toList()));
        lines.add("");
        lines.add("info TOPIC runs query-TOPIC; info alone lists the topics, help COMMAND explains a command.");
        lines.add("What is none of these is for the shell of OSGi: lb, scr:list, and its help is felix:help.");
        return String.join("\n", lines);
    }

    private static Map<String, Object> row(CommandInfo command) {
        var row = new LinkedHashMap<String, Object>();
        row.put(COMMAND, command.name());
        row.put("meaning", command.doc());
        return row;
    }

    private String topics() {
        return names.topics().stream()
                .map(topic -> row(names.find("query-" + topic).orElseThrow(), topic))
                .collect(Collectors.collectingAndThen(
                        Collectors.toList(), rows -> String.join("\n", Layout.table(rows))));
    }

    private static Map<String, Object> row(CommandInfo command, String topic) {
        var row = new LinkedHashMap<String, Object>();
        row.put("info", topic);
        row.put("meaning", command.doc());
        return row;
    }

    // ---- what is shown of errors

    /** What to show of a command that failed: where in its line the reason is. */
    static String explain(Map<?, ?> tag, CommandException failure) {
        var line = tag.get(LINE);
        if (!(line instanceof String text) || failure.path().isEmpty()) {
            return failure.message();
        }
        int column = tag.get(COLUMNS) instanceof Map<?, ?> columns
                ? Arguments.column(columns, failure.path()).orElse(text.length())
                : text.length();
        return Caret.under(text, column, failure.message());
    }
}
