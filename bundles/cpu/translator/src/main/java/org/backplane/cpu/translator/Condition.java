package org.backplane.cpu.translator;

/** How a branch compares two values. */
public enum Condition {
    EQUAL,
    NOT_EQUAL,
    LESS,
    NOT_LESS,
    LESS_UNSIGNED,
    NOT_LESS_UNSIGNED
}
