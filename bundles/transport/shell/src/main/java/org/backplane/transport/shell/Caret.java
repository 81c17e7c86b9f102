package org.backplane.transport.shell;

import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandException.Kind;

/** Shows where in a line something is wrong. */
final class Caret {
    private Caret() {}

    /** An error with its place in its message. */
    static CommandException error(String line, int column, String message) {
        return new CommandException(Kind.BAD_ARGUMENT, under(line, column, message));
    }

    /** A message with the line and a caret below. */
    static String under(String line, int column, String message) {
        var caret = new StringBuilder();
        line.substring(0, column).chars().forEach(c -> caret.append(c == '\t' ? '\t' : ' '));
        return message + "\n" + line + "\n" + caret + "^";
    }
}
