package org.backplane.transport.shell;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A word of a line.
 *
 * @param text what it says, without quotes
 * @param name what is before the equals sign in {@code name=value}, or empty
 * @param value what is behind it, or the whole; a string, or a tree if it is written as JSON
 * @param column where the word begins, from 0
 * @param valueColumn where the value begins
 */
record Word(String text, String name, @Nullable Object value, int column, int valueColumn) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*");

    /** Whether a text can stand before the equals sign. */
    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** A word that somebody else has read, who took the quotes off. */
    static Word of(Object argument) {
        if (!(argument instanceof CharSequence)) {
            return new Word(argument.toString(), "", argument, 0, 0);
        }
        var text = argument.toString();
        int equals = text.indexOf('=');
        return equals > 0 && isName(text.substring(0, equals))
                ? new Word(text, text.substring(0, equals), text.substring(equals + 1), 0, equals + 1)
                : new Word(text, "", text, 0, 0);
    }

    /** Whether it is {@code name=value}. */
    boolean isNamed() {
        return !name.isEmpty();
    }
}
