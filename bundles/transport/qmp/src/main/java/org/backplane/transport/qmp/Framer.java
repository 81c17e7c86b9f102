package org.backplane.transport.qmp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.backplane.transport.qmp.Lexer.State;
import org.jspecify.annotations.Nullable;

/**
 * Finds where messages end, looking at each byte once however they come in pieces.
 *
 * <p>A message ends where its brackets balance; that and the limits are all it looks at besides tokens. After an
 * error the rest of the message is skipped: to where its brackets balance, to the end of the line, or to a byte that
 * starts anew, whichever comes first. So whatever was wrong, the command on the next line is understood; QEMU, which
 * forgets how deep it was, takes that for part of the wrong one.
 */
final class Framer {
    static final int MAX_SIZE = 64 << 20;
    static final int MAX_TOKENS = 1 << 21;
    static final int MAX_DEPTH = 1024;

    /** The longest part of a stray token that is shown. */
    private static final int SHOWN = 256;

    /** What was found. */
    sealed interface Found {}

    /** A message, by its place in the buffer. */
    record Frame(int offset, int length) implements Found {}

    /** Something that can be no message. */
    record Garbage(String error) implements Found {}

    private State state = State.BETWEEN;
    private int braces;
    private int brackets;
    private int tokens;
    private boolean skipping;

    private byte[] bytes = {};
    /** Where the buffer begins in the array. */
    private int base;

    /** Where the present message begins; all before it is done with. */
    private int from;
    /** Where the present token begins. */
    private int token;
    /** The next byte to look at. */
    private int at;

    private int end;

    Framer() {}

    /** Goes on where another one stopped, given what it remembered. */
    static Framer resumed(List<?> remembered) {
        var framer = new Framer();
        framer.state = State.valueOf((String) remembered.get(0));
        framer.braces = number(remembered.get(1));
        framer.brackets = number(remembered.get(2));
        framer.tokens = number(remembered.get(3));
        framer.token = number(remembered.get(4));
        framer.at = number(remembered.get(5));
        framer.skipping = (Boolean) remembered.get(6);
        return framer;
    }

    private static int number(Object remembered) {
        return Math.toIntExact((Long) remembered);
    }

    /** What it has to remember until more bytes come, in neutral values; positions count from the message's start. */
    List<Object> remembered() {
        return List.of(
                state.name(),
                (long) braces,
                (long) brackets,
                (long) tokens,
                (long) token - from,
                (long) at - from,
                skipping);
    }

    /** Whether there is nothing to remember. */
    boolean isFresh() {
        return at == from && !skipping && isBalanced() && state == State.BETWEEN;
    }

    /** Where in the buffer the token began that was looked at last: what was wrong, if something was. */
    int token() {
        return token - base;
    }

    /** Whether a message has begun and does not end where the bytes do. */
    boolean isUnfinished() {
        return !skipping && !(isBalanced() && state == State.BETWEEN);
    }

    /**
     * Looks for the end of a message in what was not looked at, and consumes it and all that nobody needs.
     *
     * @return null if there is no end yet
     */
    @Nullable
    Found find(ByteBuffer input) {
        bytes = input.array();
        base = input.arrayOffset();
        int start = base + input.position();
        token += start - from;
        at += start - from;
        from = start;
        end = base + input.limit();
        Found found = null;
        while (found == null && at < end) {
            found = skipping ? skip() : scan();
        }
        input.position(from - base);
        return found;
    }

    private @Nullable Found scan() {
        int b = bytes[at] & 0xFF;
        if (Lexer.endsBefore(state, b)) {
            return endOfToken(0);
        }
        if (state == State.BETWEEN) {
            token = at;
        }
        var before = state;
        state = Lexer.next(before, b);
        at++;
        return switch (state) {
            case STRAY -> stray(before, b);
            case COMPLETE -> endOfToken(b);
            case BETWEEN -> betweenTokens();
            case DOUBLE_QUOTED -> inString('"');
            case SINGLE_QUOTED -> inString('\'');
            default -> null;
        };
    }

    private @Nullable Found betweenTokens() {
        if (isBalanced()) {
            from = at;
        }
        return sizeChecked();
    }

    /** Most of a long message is a long string: goes through it in a loop that does nothing else. */
    private @Nullable Found inString(int quote) {
        int i = at;
        while (i < end && bytes[i] != quote && bytes[i] != '\\' && (bytes[i] >= 0x20 || bytes[i] < -2)) {
            i++;
        }
        at = i;
        return sizeChecked();
    }

    private @Nullable Found sizeChecked() {
        return at - from > MAX_SIZE ? tooMuch("size") : null;
    }

    private @Nullable Found endOfToken(int last) {
        state = State.BETWEEN;
        tokens++;
        count(last);
        if (at - from > MAX_SIZE) {
            return tooMuch("size");
        } else if (tokens > MAX_TOKENS) {
            return tooMuch("count");
        } else if (braces + brackets > MAX_DEPTH) {
            skipping = true;
            from = at;
            return new Garbage("JSON nesting depth limit exceeded");
        } else if (isOpen()) {
            return null;
        }
        var frame = new Frame(from - base, at - from);
        restart();
        return frame;
    }

    private void count(int bracket) {
        switch (bracket) {
            case '{' -> braces++;
            case '}' -> braces--;
            case '[' -> brackets++;
            case ']' -> brackets--;
            default -> {
                // another token
            }
        }
    }

    private boolean isBalanced() {
        return braces == 0 && brackets == 0;
    }

    /** Whether the message goes on: as QEMU has it, it ends too where either kind of bracket closes what is not open. */
    private boolean isOpen() {
        return braces >= 0 && brackets >= 0 && !isBalanced();
    }

    private Found tooMuch(String what) {
        skipping = true;
        from = at;
        return new Garbage("JSON token %s limit exceeded".formatted(what));
    }

    private Found stray(State before, int b) {
        var shown = new String(bytes, token, Math.min(SHOWN, at - token), StandardCharsets.UTF_8);
        from = at;
        if (Lexer.startsAnew(b)) {
            restart();
        } else {
            skipping = true;
            state = before.isString() ? before : State.BETWEEN;
        }
        return new Garbage("JSON parse error, stray '%s'".formatted(shown));
    }

    private @Nullable Found skip() {
        int b = bytes[at] & 0xFF;
        if (b == '\n') {
            at++;
            restart();
        } else if (Lexer.startsAnew(b) || (isBalanced() && (b == '{' || b == '['))) {
            restart();
        } else {
            at++;
            skip(b);
        }
        from = at;
        return null;
    }

    private void skip(int b) {
        if (state.isString()) {
            var next = Lexer.next(state, b);
            state = next == State.COMPLETE ? State.BETWEEN : next == State.STRAY ? state : next;
        } else if (!isBalanced() && (b == '"' || b == '\'')) {
            state = Lexer.next(State.BETWEEN, b);
        } else {
            count(b);
            if (!isOpen() && (b == '}' || b == ']')) {
                restart();
            }
        }
    }

    private void restart() {
        state = State.BETWEEN;
        braces = 0;
        brackets = 0;
        tokens = 0;
        skipping = false;
        from = at;
    }
}
