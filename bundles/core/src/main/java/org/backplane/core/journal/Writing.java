package org.backplane.core.journal;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes commands down, so that they can be read again by the transport that reads that language. */
public final class Writing {
    private Writing() {}

    /**
     * The text of some commands; it starts no guest.
     *
     * @param option finds the option by which the command line knows a command
     * @param isBuilt whether the command line, which would build a machine in the end, is to do so
     */
    public static String of(List<Entry> commands, Format format, Function<String, String> option, boolean isBuilt) {
        return switch (format) {
            case CONFIG -> lines(commands, Writing::item);
            case QMP -> lines(commands, Writing::message);
            case CLI ->
                commands.stream()
                        .map(entry -> " \\\n    -%s %s"
                                .formatted(option.apply(entry.command()), quoted(JsonText.of(entry.arguments()))))
                        .collect(Collectors.joining(
                                "", "backplane", " \\\n    %s\n".formatted(isBuilt ? "-S" : "--preconfig")));
        };
    }

    private static String lines(List<Entry> commands, Function<Entry, String> line) {
        return commands.stream().map(line).collect(Collectors.joining("\n", "", "\n"));
    }

    /** JSON is YAML; but what opens a tag of templates must not be seen. */
    private static String item(Entry entry) {
        return "- %s: %s".formatted(entry.command(), JsonText.withoutTags(entry.arguments()));
    }

    private static String message(Entry entry) {
        return "{\"execute\": %s, \"arguments\": %s}"
                .formatted(JsonText.of(entry.command()), JsonText.of(entry.arguments()));
    }

    /** One word of a shell, whatever is in it. */
    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
