package org.backplane.transport.config;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A file in its two parts: what it says of itself, before the first line {@code ---}, and its commands. A file
 * without such a line has commands only.
 *
 * @param separator the number of that line, 0 if there is none
 * @param head what it says of itself: never a template. Empty if that is nothing
 */
record ConfigFile(Source source, int separator, Optional<Tree> head) {
    private static final Pattern SEPARATOR = Pattern.compile("---\\s*(#.*)?");

    /** Finds the parts of a file, and reads the first. */
    static ConfigFile of(Source source) {
        int separator = separator(source);
        var head = YamlReader.read(
                        MappedText.of(source, 1, Math.max(1, separator)), new Pieces(), source.position(1, 1))
                .filter(tree -> tree.plain() != null);
        return new ConfigFile(source, separator, head);
    }

    private static int separator(Source source) {
        for (int line = 1; line <= source.lines(); line++) {
            if (SEPARATOR.matcher(source.line(line)).matches()) {
                return line;
            }
        }
        return 0;
    }

    /**
     * Its commands, with all values in their places; empty if there are none.
     *
     * @param declared the names of all parameters, also of those without a value
     */
    Optional<Tree> body(Map<String, Object> values, Collection<String> declared, SearchPath searchPath) {
        var pieces = new Pieces();
        var text = new Template(source, firstLine(), searchPath, pieces).render(values, declared);
        return YamlReader.read(text, pieces, source.position(firstLine(), 1));
    }

    /** Where its commands begin. */
    private int firstLine() {
        return Math.min(separator + 1, source.lines());
    }
}
