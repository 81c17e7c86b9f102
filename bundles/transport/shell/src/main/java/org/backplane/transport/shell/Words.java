package org.backplane.transport.shell;

import java.util.ArrayList;
import java.util.List;

/**
 * Takes a line apart. Words stand between blanks. In single quotes everything is itself; in double quotes, and outside
 * of any, a backslash takes the meaning from what follows. A value that begins with a brace or a bracket is JSON, and
 * ends where that is closed.
 */
final class Words {
    private final String line;
    private final StringBuilder text = new StringBuilder();
    private int at;

    private Words(String line) {
        this.line = line;
    }

    /**
     * The words of a line.
     *
     * @throws org.backplane.api.command.CommandException if a quote or a bracket is not closed
     */
    static List<Word> of(String line) {
        var words = new Words(line);
        var all = new ArrayList<Word>();
        while (words.skipBlanks()) {
            all.add(words.next());
        }
        return all;
    }

    private boolean skipBlanks() {
        while (at < line.length() && isBlank()) {
            at++;
        }
        return at < line.length();
    }

    private boolean isBlank() {
        return Character.isWhitespace(line.charAt(at));
    }

    private Word next() {
        int start = at;
        if (isBracket()) {
            var tree = json();
            return new Word(line.substring(start, at), "", tree, start, start);
        }
        text.setLength(0);
        boolean plain = true;
        while (at < line.length() && !isBlank()) {
            char c = line.charAt(at);
            if (c == '=' && plain && Word.isName(text.toString())) {
                return named(start, text.toString());
            }
            plain &= c != '\'' && c != '"' && c != '\\';
            take();
        }
        return new Word(text.toString(), "", text.toString(), start, start);
    }

    private Word named(int start, String name) {
        int valueAt = ++at;
        if (at < line.length() && isBracket()) {
            var tree = json();
            return new Word(line.substring(start, at), name, tree, start, valueAt);
        }
        text.setLength(0);
        while (at < line.length() && !isBlank()) {
            take();
        }
        return new Word(name + "=" + text, name, text.toString(), start, valueAt);
    }

    private void take() {
        char c = line.charAt(at);
        switch (c) {
            case '\'', '"' -> quoted(c);
            case '\\' -> escaped();
            default -> {
                text.append(c);
                at++;
            }
        }
    }

    private void quoted(char quote) {
        int start = at++;
        while (at < line.length() && line.charAt(at) != quote) {
            if (line.charAt(at) == '\\' && quote == '"') {
                escaped();
            } else {
                text.append(line.charAt(at++));
            }
        }
        if (at == line.length()) {
            throw Caret.error(line, start, "The quote is not closed");
        }
        at++;
    }

    private void escaped() {
        at++;
        if (at < line.length()) {
            text.append(line.charAt(at++));
        }
    }

    private boolean isBracket() {
        return line.charAt(at) == '{' || line.charAt(at) == '[';
    }

    private Object json() {
        int start = at;
        int depth = 0;
        boolean inString = false;
        for (; at < line.length(); at++) {
            char c = line.charAt(at);
            if (inString) {
                at += c == '\\' ? 1 : 0;
                inString = c != '"';
            } else if (c == '"') {
                inString = true;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if ((c == '}' || c == ']') && --depth == 0) {
                at++;
                return Json.parse(line, start, at);
            }
        }
        at = line.length();
        throw Caret.error(line, start, "The bracket is not closed");
    }
}
