package org.backplane.cpu.riscv;

/**
 * An exception of the guest. Control flow, not an error: each hart has one, without a stack trace, and throws it
 * again and again.
 */
final class Trap extends RuntimeException {
    private static final long serialVersionUID = 1L;

    static final int INSTRUCTION_ACCESS_FAULT = 1;
    static final int ILLEGAL_INSTRUCTION = 2;
    static final int BREAKPOINT = 3;
    static final int LOAD_ADDRESS_MISALIGNED = 4;
    static final int LOAD_ACCESS_FAULT = 5;
    static final int STORE_ADDRESS_MISALIGNED = 6;
    static final int STORE_ACCESS_FAULT = 7;
    static final int ECALL_FROM_USER = 8;
    static final int ECALL_FROM_SUPERVISOR = 9;
    static final int ECALL_FROM_MACHINE = 11;
    static final int INSTRUCTION_PAGE_FAULT = 12;
    static final int LOAD_PAGE_FAULT = 13;
    static final int STORE_PAGE_FAULT = 15;

    private int cause;
    private long value;

    Trap() {
        super(null, null, false, false);
    }

    /** Makes it say what happened, to be thrown. */
    Trap with(int newCause, long newValue) {
        cause = newCause;
        value = newValue;
        return this;
    }

    /** The code in {@code mcause}. */
    int cause() {
        return cause;
    }

    /** What goes to {@code mtval}. */
    long value() {
        return value;
    }
}
