package org.backplane.transport.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a rendered text is put together from: pieces of lines, and values that templates print. The template engine
 * sees and writes only their numbers, so a value is never parsed and every character of the result has a position.
 *
 * <p>In the result a value is a token between two private characters; whoever has parsed the text asks here which
 * value that is.
 */
final class Pieces {
    private static final char OPEN = '\uE0F0';
    private static final char CLOSE = '\uE0F1';
    private static final Pattern TOKEN = Pattern.compile(OPEN + "([0-9]+)" + CLOSE);

    /** A piece and where it comes from. */
    private sealed interface Piece {
        /** Text within one line, perhaps with its end. */
        record Text(Position position, String text) implements Piece {}

        /** A value that was printed: a string, number or boolean, or a list of them. */
        record Value(Position position, Object value) implements Piece {}
    }

    private final List<Piece> pieces = new ArrayList<>();

    /** Whether no file may contain the character, because it has a meaning here. */
    static boolean isReserved(int codePoint) {
        return codePoint == OPEN || codePoint == CLOSE;
    }

    /** Adds text of one line, which may have its end. Returns what stands for it in a template. */
    String text(Position position, String text) {
        return add(new Piece.Text(position, text));
    }

    /** Adds a value. Returns what stands for it in a rendered template. */
    String value(Position position, Object value) {
        return add(new Piece.Value(position, value));
    }

    private String add(Piece piece) {
        pieces.add(piece);
        return (pieces.size() - 1) + ";";
    }

    /** Puts the text together that a rendered template stands for. */
    MappedText assemble(String rendered) {
        var text = new MappedText();
        for (int from = 0; from < rendered.length(); from = rendered.indexOf(';', from) + 1) {
            int number = Integer.parseInt(rendered, from, rendered.indexOf(';', from), 10);
            var piece = pieces.get(number);
            switch (piece) {
                case Piece.Text(var position, var part) -> text.append(position, part, true);
                case Piece.Value value -> text.append(value.position(), OPEN + "" + number + CLOSE, false);
            }
        }
        return text;
    }

    /** The value that a text wholly is; empty if it has other parts, or none. */
    Optional<Object> wholly(String text) {
        var token = TOKEN.matcher(text);
        return token.matches() ? Optional.of(value(token.group(1))) : Optional.empty();
    }

    /**
     * The text with its tokens replaced by their values.
     *
     * @throws IllegalArgumentException if one of them is a list
     */
    String substitute(String text) {
        return TOKEN.matcher(text).replaceAll(token -> {
            var value = value(token.group(1));
            if (value instanceof List) {
                throw new IllegalArgumentException("a list cannot be part of a text; use the filter 'join'");
            }
            return Matcher.quoteReplacement(value.toString());
        });
    }

    /** The text as a person would know it, for messages. */
    static String readable(String text) {
        return TOKEN.matcher(text).replaceAll("{{ }}").replace(OPEN, ' ').replace(CLOSE, ' ');
    }

    private Object value(String number) {
        return ((Piece.Value) pieces.get(Integer.parseInt(number))).value();
    }
}
