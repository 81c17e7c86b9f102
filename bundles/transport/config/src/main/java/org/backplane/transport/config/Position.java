package org.backplane.transport.config;

import java.util.List;
import java.util.regex.Pattern;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandException.Kind;
import org.backplane.api.command.Place;

/**
 * A place in a file.
 *
 * @param source the file
 * @param line its line, from 1
 * @param column the code point in that line, from 1
 */
record Position(Source source, int line, int column) implements Place {
    /** How much of a long line is shown on either side. */
    private static final int CONTEXT = 100;

    /** An error that has its place. */
    CommandException error(String message) {
        return new CommandException(Kind.BAD_ARGUMENT, message).at(this);
    }

    /** Where a word stands at or after this position, or else this position. */
    Position at(String word) {
        var text = source.line(line);
        var found =
                Pattern.compile("(?<!\\w)" + Pattern.quote(word) + "(?!\\w)").matcher(text);
        int from = text.offsetByCodePoints(0, column - 1);
        return found.find(from) ? new Position(source, line, text.codePointCount(0, found.start()) + 1) : this;
    }

    /** The message with the place in front, and the line with a caret below. */
    @Override
    public String explain(List<String> path, String message) {
        var text = source.line(line).codePoints().toArray();
        int target = Math.min(column - 1, text.length);
        int from = Math.max(0, target - CONTEXT);
        int to = Math.min(text.length, target + CONTEXT);
        var shown = new StringBuilder();
        var caret = new StringBuilder();
        for (int i = from; i < to; i++) {
            shown.appendCodePoint(text[i] != '\t' && Character.isISOControl(text[i]) ? '?' : text[i]);
            if (i < target) {
                caret.append(text[i] == '\t' ? '\t' : ' ');
            }
        }
        return "%s:%d:%d: %s%n%s%n%s^".formatted(source.name(), line, column, message, shown, caret);
    }
}
