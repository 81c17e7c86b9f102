package org.backplane.transport.qmp;

/**
 * Which bytes make a token of QMP's JSON: that of RFC 8259 and strings in single quotes. Moves from byte to byte and
 * never looks back, so that it can stop anywhere.
 */
final class Lexer {

    /** Where in a token the lexer is. */
    enum State {
        /** Between tokens. */
        BETWEEN(false),
        DOUBLE_QUOTED(false),
        DOUBLE_QUOTED_ESCAPE(false),
        SINGLE_QUOTED(false),
        SINGLE_QUOTED_ESCAPE(false),
        MINUS(false),
        ZERO(true),
        DIGITS(true),
        POINT(false),
        FRACTION(true),
        EXPONENT(false),
        EXPONENT_SIGN(false),
        EXPONENT_DIGITS(true),
        KEYWORD(true),
        /** A token that is one byte, or a string with its last quote. */
        COMPLETE(false),
        /** A byte that fits nowhere. */
        STRAY(false);

        /** Whether a token may end here when a byte comes that does not belong to it. */
        private final boolean mayEnd;

        State(boolean mayEnd) {
            this.mayEnd = mayEnd;
        }

        boolean isString() {
            return compareTo(DOUBLE_QUOTED) >= 0 && compareTo(SINGLE_QUOTED_ESCAPE) <= 0;
        }
    }

    private Lexer() {}

    /** Whether a byte ends the token without being part of it. */
    static boolean endsBefore(State state, int b) {
        return state.mayEnd && !continues(state, b);
    }

    /** A digit after a leading zero is part of the token, which is wrong by it. */
    private static boolean continues(State state, int b) {
        return next(state, b) != State.STRAY || (state == State.ZERO && isDigit(b));
    }

    /** The state after a byte. */
    static State next(State state, int b) {
        return switch (state) {
            case BETWEEN, COMPLETE, STRAY -> first(b);
            case DOUBLE_QUOTED -> inString(b, '"', state, State.DOUBLE_QUOTED_ESCAPE);
            case SINGLE_QUOTED -> inString(b, '\'', state, State.SINGLE_QUOTED_ESCAPE);
            case DOUBLE_QUOTED_ESCAPE -> isText(b) ? State.DOUBLE_QUOTED : State.STRAY;
            case SINGLE_QUOTED_ESCAPE -> isText(b) ? State.SINGLE_QUOTED : State.STRAY;
            case MINUS -> b == '0' ? State.ZERO : digitsOrStray(b, State.DIGITS);
            case ZERO -> afterInteger(b);
            case DIGITS -> isDigit(b) ? State.DIGITS : afterInteger(b);
            case POINT -> digitsOrStray(b, State.FRACTION);
            case FRACTION -> isExponent(b) ? State.EXPONENT : digitsOrStray(b, State.FRACTION);
            case EXPONENT -> b == '+' || b == '-' ? State.EXPONENT_SIGN : digitsOrStray(b, State.EXPONENT_DIGITS);
            case EXPONENT_SIGN, EXPONENT_DIGITS -> digitsOrStray(b, State.EXPONENT_DIGITS);
            case KEYWORD -> isLetter(b) ? State.KEYWORD : State.STRAY;
        };
    }

    private static State first(int b) {
        return switch (b) {
            case ' ', '\t', '\r', '\n' -> State.BETWEEN;
            case '{', '}', '[', ']', ':', ',' -> State.COMPLETE;
            case '"' -> State.DOUBLE_QUOTED;
            case '\'' -> State.SINGLE_QUOTED;
            case '-' -> State.MINUS;
            case '0' -> State.ZERO;
            default -> isLetter(b) ? State.KEYWORD : digitsOrStray(b, State.DIGITS);
        };
    }

    private static State inString(int b, char quote, State same, State escape) {
        if (b == quote) {
            return State.COMPLETE;
        }
        return b == '\\' ? escape : isText(b) ? same : State.STRAY;
    }

    private static State afterInteger(int b) {
        return b == '.' ? State.POINT : isExponent(b) ? State.EXPONENT : State.STRAY;
    }

    private static State digitsOrStray(int b, State digits) {
        return isDigit(b) ? digits : State.STRAY;
    }

    private static boolean isDigit(int b) {
        return b >= '0' && b <= '9';
    }

    private static boolean isLetter(int b) {
        return b >= 'a' && b <= 'z';
    }

    private static boolean isExponent(int b) {
        return b == 'e' || b == 'E';
    }

    /** No control byte, and none of the two that UTF-8 never has and that clients synchronise with. */
    private static boolean isText(int b) {
        return b >= 0x20 && b < 0xFE;
    }

    /** Whether a byte, in a string too, can only mean that the client starts anew. */
    static boolean startsAnew(int b) {
        return (b < 0x20 && b != '\t' && b != '\r') || b >= 0xFE;
    }
}
