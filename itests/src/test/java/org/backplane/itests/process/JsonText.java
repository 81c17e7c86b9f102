package org.backplane.itests.process;

import java.nio.charset.StandardCharsets;

/** Says whether a line is one JSON text of RFC 8259, in ASCII; strict, and made for a million of them. */
final class JsonText {
    private final byte[] text;
    private int at;

    private JsonText(byte[] text) {
        this.text = text;
    }

    static boolean isValid(byte[] text) {
        var reader = new JsonText(text);
        return reader.value() && reader.peek() < 0;
    }

    /** The next character that is no space, -1 at the end. */
    private int peek() {
        while (at < text.length && (text[at] == ' ' || text[at] == '\t' || text[at] == '\r' || text[at] == '\n')) {
            at++;
        }
        return at < text.length ? text[at] & 0xff : -1;
    }

    private boolean take(int wanted) {
        boolean is = peek() == wanted;
        at += is ? 1 : 0;
        return is;
    }

    private boolean value() {
        return switch (peek()) {
            case '{' -> sequence('}', () -> string() && take(':') && value());
            case '[' -> sequence(']', this::value);
            case '"' -> string();
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> number();
        };
    }

    private interface Element {
        boolean read();
    }

    private boolean sequence(int end, Element element) {
        at++;
        if (take(end)) {
            return true;
        }
        do {
            if (!element.read()) {
                return false;
            }
        } while (take(','));
        return take(end);
    }

    private boolean word(String word) {
        for (byte letter : word.getBytes(StandardCharsets.US_ASCII)) {
            if (at == text.length || text[at++] != letter) {
                return false;
            }
        }
        return true;
    }

    private boolean string() {
        if (!take('"')) {
            return false;
        }
        while (at < text.length) {
            byte next = text[at++];
            if (next == '"') {
                return true;
            } else if (next < ' ' || next == 0x7f || (next == '\\' && !escape())) {
                return false;
            }
        }
        return false;
    }

    private boolean escape() {
        if (at == text.length) {
            return false;
        }
        byte kind = text[at++];
        if (kind != 'u') {
            return "\"\\/bfnrt".indexOf(kind) >= 0;
        }
        for (int digits = 0; digits < 4; digits++) {
            if (at == text.length || Character.digit(text[at++], 16) < 0) {
                return false;
            }
        }
        return true;
    }

    private boolean number() {
        at += next('-') ? 1 : 0;
        if (next('0')) {
            at++;
        } else if (!digits()) {
            return false;
        }
        if (next('.')) {
            at++;
            if (!digits()) {
                return false;
            }
        }
        if (next('e') || next('E')) {
            at++;
            at += next('+') || next('-') ? 1 : 0;
            return digits();
        }
        return true;
    }

    private boolean next(int wanted) {
        return at < text.length && text[at] == wanted;
    }

    private boolean digits() {
        int from = at;
        while (at < text.length && text[at] >= '0' && text[at] <= '9') {
            at++;
        }
        return at > from;
    }
}
