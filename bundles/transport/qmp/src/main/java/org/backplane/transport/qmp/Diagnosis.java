package org.backplane.transport.qmp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.backplane.api.command.CommandException;
import org.backplane.transport.qmp.Lexer.State;

/**
 * Says in QEMU's words why a message cannot be read. The parser decides whether it can; this goes through the tokens
 * of one that cannot, and names the first thing that is wrong.
 */
final class Diagnosis {

    /** Says what is wrong at once. */
    private static final class Wrong extends Exception {
        private static final long serialVersionUID = 1L;

        private final String what;

        private Wrong(String what) {
            super(what, null, false, false);
            this.what = what;
        }
    }

    private final byte[] bytes;
    private final int end;
    private int at;
    private int token;

    private Diagnosis(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.at = offset;
        this.end = offset + length;
        advance();
    }

    /**
     * What is wrong with a message.
     *
     * @param otherwise what the parser said, should nothing be found here
     */
    static CommandException of(byte[] bytes, int offset, int length, String otherwise) {
        String what = otherwise;
        try {
            new Diagnosis(bytes, offset, length).value();
        } catch (Wrong e) {
            what = e.what;
        }
        return CommandException.failed("JSON parse error, " + what);
    }

    /** Moves to the next token. */
    private void advance() {
        while (at < end && Lexer.next(State.BETWEEN, bytes[at] & 0xFF) == State.BETWEEN) {
            at++;
        }
        token = at;
        var state = State.BETWEEN;
        while (at < end && state != State.COMPLETE && !Lexer.endsBefore(state, bytes[at] & 0xFF)) {
            state = Lexer.next(state, bytes[at++] & 0xFF);
        }
    }

    /** The first byte of the token, by which tokens are told apart; 0 at the end. */
    private int kind() {
        return token < end ? bytes[token] : 0;
    }

    private void value() throws Wrong {
        switch (kind()) {
            case '{' -> object();
            case '[' -> array();
            case '"', '\'' -> {
                string();
                advance();
            }
            case '}', ']', ':', ',' -> throw new Wrong("expecting value");
            case 0 -> throw new Wrong("premature EOI");
            default -> scalar();
        }
    }

    private void scalar() throws Wrong {
        var text = new String(bytes, token, at - token, StandardCharsets.US_ASCII);
        if (Character.isLetter(text.charAt(0))) {
            switch (text) {
                case "true", "false", "null" -> {
                    // well known
                }
                default -> throw new Wrong("invalid keyword '%s'".formatted(text));
            }
        } else if (Double.isInfinite(Double.parseDouble(text))) {
            throw new Wrong("number out of range");
        }
        advance();
    }

    private void object() throws Wrong {
        var keys = new HashSet<String>();
        advance();
        if (kind() != '}') {
            pair(keys);
            while (kind() != '}') {
                separator("dict");
                pair(keys);
            }
        }
        advance();
    }

    private void pair(Set<String> keys) throws Wrong {
        boolean isString = kind() == '"' || kind() == '\'';
        var key = isString ? string() : "";
        if (isString) {
            advance();
        } else {
            value();
            throw new Wrong("key is not a string in object");
        }
        if (kind() != ':') {
            throw new Wrong(kind() == 0 ? "premature EOI" : "missing : in object pair");
        }
        advance();
        value();
        if (!keys.add(key)) {
            throw new Wrong("duplicate key");
        }
    }

    private void array() throws Wrong {
        advance();
        if (kind() != ']') {
            value();
            while (kind() != ']') {
                separator("list");
                value();
            }
        }
        advance();
    }

    private void separator(String where) throws Wrong {
        if (kind() != ',') {
            throw new Wrong(kind() == 0 ? "premature EOI" : "expected separator in " + where);
        }
        advance();
    }

    /** The text of a string token. */
    private String string() throws Wrong {
        var text = new StringBuilder();
        int i = token + 1;
        while (i < at - 1) {
            if (bytes[i] == '\\') {
                i = escape(i, text);
            } else {
                int plain = i;
                while (i < at - 1 && bytes[i] != '\\') {
                    i++;
                }
                text.append(utf8(plain, i));
            }
        }
        return text.toString();
    }

    private String utf8(int from, int to) throws Wrong {
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, to - from))
                    .toString();
            if (text.codePoints().allMatch(Unicode::isCharacter)) {
                return text;
            }
        } catch (CharacterCodingException e) {
            // said below
        }
        throw new Wrong("invalid UTF-8 sequence in string");
    }

    private int escape(int backslash, StringBuilder text) throws Wrong {
        int meaning = "\"'\\/bfnrt".indexOf(bytes[backslash + 1]);
        if (meaning >= 0) {
            text.append("\"'\\/\b\f\n\r\t".charAt(meaning));
            return backslash + 2;
        } else if (bytes[backslash + 1] == 'u') {
            return unicode(backslash, text);
        }
        throw new Wrong("invalid escape sequence in string");
    }

    private int unicode(int backslash, StringBuilder text) throws Wrong {
        int past = backslash + 6;
        int c = hex(backslash);
        if (c >= 0 && Character.isHighSurrogate((char) c) && past + 1 < at && bytes[past + 1] == 'u') {
            int low = bytes[past] == '\\' ? hex(past) : -1;
            if (low >= 0 && Character.isLowSurrogate((char) low)) {
                c = Character.toCodePoint((char) c, (char) low);
                past += 6;
            }
        }
        if (c < 0 || !Unicode.isCharacter(c)) {
            int shown = Math.min(backslash + 6, at);
            throw new Wrong("%s is not a valid Unicode character"
                    .formatted(new String(bytes, backslash, shown - backslash, StandardCharsets.UTF_8)));
        }
        text.appendCodePoint(c);
        return past;
    }

    /** The number that an escape gives in hexadecimal; negative if it gives none. */
    private int hex(int backslash) {
        int value = 0;
        for (int i = backslash + 2; i < backslash + 6; i++) {
            int digit = i < at - 1 ? Character.digit(bytes[i], 16) : -1;
            if (digit < 0) {
                return -1;
            }
            value = (value << 4) | digit;
        }
        return value;
    }
}
