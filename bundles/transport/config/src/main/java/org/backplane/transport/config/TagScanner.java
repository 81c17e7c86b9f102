package org.backplane.transport.config;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import org.backplane.api.Nearest;
import org.jspecify.annotations.Nullable;

/**
 * Finds the tags of a template: <code>{{ value }}</code>, <code>{% if … %}</code> and lines that begin with
 * {@code #%}. It replaces the text between them by numbers of pieces and checks what the engine would not explain
 * well: tags end on their line, brackets and quotes match, blocks are closed. Lines that are comments stay as they
 * are.
 */
final class TagScanner {
    /** Keeps what one expression can do within bounds. */
    private static final int LONGEST_TAG = 1000;

    private static final int DEEPEST_BLOCK = 32;
    private static final List<String> TAGS =
            List.of("if", "elif", "elseif", "else", "endif", "for", "endfor", "set", "include");
    private static final Pattern WORD = Pattern.compile("\\s*([A-Za-z_]*)");
    private static final Pattern UNWANTED = Pattern.compile("(?<!\\w)(?:[0-9]{19}|(?<function>block|parent)\\s*\\()");
    private static final Pattern OPENING = Pattern.compile("\\{[{%#]");

    /** An {@code if} or {@code for} that waits for its end. */
    private record Block(String word, Position position) {}

    private final Source source;
    private final Pieces pieces;
    private final StringBuilder text = new StringBuilder();
    private final List<Position> positions = new ArrayList<>();
    private final Deque<Block> blocks = new ArrayDeque<>();
    private int line;

    private TagScanner(Source source, Pieces pieces) {
        this.source = source;
        this.pieces = pieces;
    }

    /**
     * Scans a file from a line on.
     *
     * @param pieces takes the text between the tags
     */
    static TemplateText scan(Source source, int firstLine, Pieces pieces) {
        return new TagScanner(source, pieces).scan(firstLine);
    }

    private TemplateText scan(int firstLine) {
        positions.add(source.position(Math.min(firstLine, source.lines()), 1));
        for (line = firstLine; line <= source.lines(); line++) {
            line(source.line(line));
        }
        if (!blocks.isEmpty()) {
            var open = blocks.pop();
            throw open.position.error("this '%s' is never closed by 'end%s'".formatted(open.word, open.word));
        }
        return new TemplateText(text.toString(), positions);
    }

    private void line(String content) {
        int start = content.length() - content.stripLeading().length();
        if (content.startsWith("#%", start)) {
            statement(content, start + 2, content.length());
        } else {
            int done = content.startsWith("#", start) ? 0 : tags(content);
            text(done, content.substring(done) + "\n");
        }
    }

    /** Handles the tags of a line; returns where the text after the last of them begins. */
    private int tags(String content) {
        int done = 0;
        var opening = OPENING.matcher(content);
        while (opening.find(done)) {
            int open = opening.start();
            text(done, content.substring(done, open));
            int close = closing(content, open);
            switch (content.charAt(open + 1)) {
                case '{' -> print(content, open + 2, close);
                case '%' -> statement(content, open + 2, close);
                default -> {} // a comment
            }
            done = close + 2;
        }
        return done;
    }

    private int closing(String content, int open) {
        char kind = content.charAt(open + 1);
        int close = kind == '#' ? content.indexOf("#}", open + 2) : expressionEnd(content, open + 2);
        var expected = kind == '{' ? "}}" : kind + "}";
        if (close < 0 || !content.startsWith(expected, close)) {
            throw position(open)
                    .error("'%s' is not closed by '%s' on this line"
                            .formatted(content.substring(open, open + 2), expected));
        }
        return close;
    }

    /** Where an expression is at its end: at a closing brace of no bracket, with its percent sign, or the line's end. */
    private int expressionEnd(String content, int from) {
        var brackets = new ArrayDeque<Integer>();
        for (int i = from; i < content.length(); i++) {
            char c = content.charAt(i);
            if (brackets.isEmpty() && (content.startsWith("}}", i) || content.startsWith("%}", i))) {
                return i;
            }
            switch (c) {
                case '"', '\'' -> i = stringEnd(content, i);
                case '(', '[', '{' -> brackets.push(i);
                case ')', ']', '}' -> closeBracket(content, brackets.poll(), i);
                default -> checkToken(content, i);
            }
        }
        if (!brackets.isEmpty()) {
            throw position(brackets.pop()).error("this bracket is never closed");
        }
        return content.length();
    }

    private void closeBracket(String content, @Nullable Integer open, int close) {
        if (open == null || "([{".indexOf(content.charAt(open)) != ")]}".indexOf(content.charAt(close))) {
            throw position(close).error("unexpected '%c'".formatted(content.charAt(close)));
        }
    }

    /** Refuses what the engine would fail at without a place, or knows although it has no use here. */
    private void checkToken(String content, int from) {
        var token = UNWANTED.matcher(content).region(from, content.length()).useTransparentBounds(true);
        if (token.lookingAt()) {
            throw position(from)
                    .error(
                            token.group("function") == null
                                    ? "this number is too large"
                                    : "there is no function '%s'".formatted(token.group("function")));
        }
    }

    private int stringEnd(String content, int open) {
        char quote = content.charAt(open);
        for (int i = open + 1; i < content.length(); i++) {
            if (content.charAt(i) == quote) {
                return i;
            } else if (content.charAt(i) == '\\') {
                i++;
            } else if (quote == '"' && content.startsWith("#{", i)) {
                throw position(i).error("'#{' has no meaning here; join texts with '~'");
            }
        }
        throw position(open).error("this quote is never closed");
    }

    private void print(String content, int from, int to) {
        if (content.substring(from, to).isBlank()) {
            throw position(from).error("something is missing in this expression");
        }
        tag("{{", content.substring(from, to), "}}", from);
    }

    private void statement(String content, int from, int to) {
        if (expressionEnd(content, from) < to) {
            throw position(expressionEnd(content, from)).error("a line that begins with '#%' needs no end");
        }
        var expression = content.substring(from, to);
        var word = WORD.matcher(expression);
        int start = word.lookingAt() ? word.start(1) : 0;
        checkWord(expression.substring(start, word.end(1)), position(from + start), expression);
        tag("{%", expression.replaceFirst("^\\s*elif\\b", "elseif"), "%}", from + start);
    }

    private void checkWord(String word, Position position, String expression) {
        if (expression.startsWith("-")) {
            throw position.error("'-' takes no space away here; leave it out");
        } else if (!TAGS.contains(word)) {
            throw position.error(unknown(word));
        }
        switch (word) {
            case "if", "for" -> open(word, position);
            case "endif", "endfor" -> close(word.substring(3), position);
            case "elif", "elseif" -> inside(List.of("if"), word, position);
            case "else" -> inside(List.of("if", "for"), word, position);
            default -> {}
        }
    }

    private static String unknown(String word) {
        return word.isEmpty()
                ? "expected one of " + String.join(", ", TAGS)
                : "there is no '%s' in templates%s".formatted(word, Nearest.hint(word, TAGS));
    }

    private void open(String word, Position position) {
        if (blocks.size() == DEEPEST_BLOCK) {
            throw position.error("this is more than %d blocks deep".formatted(DEEPEST_BLOCK));
        }
        blocks.push(new Block(word, position));
    }

    private void close(String word, Position position) {
        inside(List.of(word), "end" + word, position);
        blocks.pop();
    }

    private void inside(List<String> expected, String word, Position position) {
        var open = blocks.peek();
        if (open == null) {
            throw position.error("'%s' without '%s'".formatted(word, String.join("' or '", expected)));
        } else if (!expected.contains(open.word)) {
            throw position.error("'%s' where 'end%s' is expected, for the '%s' of line %d"
                    .formatted(word, open.word, open.word, open.position.line()));
        }
    }

    private void tag(String open, String expression, String close, int from) {
        if (expression.length() > LONGEST_TAG) {
            throw position(from).error("this is longer than %d characters".formatted(LONGEST_TAG));
        } else if (expression.stripTrailing().endsWith("-")) {
            throw position(from).error("'-' takes no space away here; leave it out");
        }
        positions.add(position(from));
        text.append(open).append('\n').append(expression).append(close);
    }

    private void text(int from, String part) {
        if (!part.isEmpty()) {
            text.append(pieces.text(position(from), part));
        }
    }

    private Position position(int index) {
        return source.position(line, source.line(line).codePointCount(0, index) + 1);
    }
}
