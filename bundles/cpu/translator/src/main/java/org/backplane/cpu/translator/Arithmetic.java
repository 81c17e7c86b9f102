package org.backplane.cpu.translator;

/**
 * What bytecode itself can compute of two values. The operations on words work on the lower 32 bits and extend the
 * result by its sign; shifts use as many low bits of the right value as there are to choose from.
 */
public enum Arithmetic {
    ADD,
    SUBTRACT,
    MULTIPLY,
    AND,
    OR,
    XOR,
    SHIFT_LEFT,
    SHIFT_RIGHT,
    SHIFT_RIGHT_UNSIGNED,
    LESS,
    LESS_UNSIGNED,
    ADD_WORD,
    SUBTRACT_WORD,
    MULTIPLY_WORD,
    SHIFT_LEFT_WORD,
    SHIFT_RIGHT_WORD,
    SHIFT_RIGHT_UNSIGNED_WORD
}
