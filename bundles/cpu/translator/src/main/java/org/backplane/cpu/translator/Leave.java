package org.backplane.cpu.translator;

/** Why a region leaves an instruction to the interpreter. */
public enum Leave {
    /** It does not: execution goes on elsewhere, or the budget is used up. */
    NOT(0),
    /** A load or store that the TLB did not answer: the first of a page, misaligned, a device, a fault. */
    MEMORY(1),
    /** An operation that regions do not have. */
    OPERATION(2),
    /** A floating-point operation whose result is not what the host's arithmetic gives, or not all of it. */
    FLOATING(3),
    /** An access to a control register that is more than reading what is there, or is not allowed. */
    CONTROL(4),
    /** Accesses outside of loops that look for their page together, but lie in two. */
    PAGES(5);

    private final int code;

    Leave(int code) {
        this.code = code;
    }

    /** What {@link GuestState#left} holds then. */
    public int code() {
        return code;
    }
}
