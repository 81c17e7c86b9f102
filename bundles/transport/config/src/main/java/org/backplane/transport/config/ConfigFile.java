package org.backplane.transport.config;

import java.util.regex.Pattern;

/**
 * A file in its two parts: what it says of itself, before the first line {@code ---}, and its commands. A file
 * without such a line has commands only.
 */
record ConfigFile(Source source, int separator) {
    private static final Pattern SEPARATOR = Pattern.compile("---\\s*(#.*)?");

    /** Finds the parts of a file. */
    static ConfigFile of(Source source) {
        for (int line = 1; line <= source.lines(); line++) {
            if (SEPARATOR.matcher(source.line(line)).matches()) {
                return new ConfigFile(source, line);
            }
        }
        return new ConfigFile(source, 0);
    }

    /** What it says of itself: never a template. */
    Parameters parameters() {
        var head =
                YamlReader.read(MappedText.of(source, 1, Math.max(1, separator)), new Pieces(), source.position(1, 1));
        return Head.read(head, source.directory());
    }

    /** Where its commands begin. */
    int firstLine() {
        return Math.min(separator + 1, source.lines());
    }
}
