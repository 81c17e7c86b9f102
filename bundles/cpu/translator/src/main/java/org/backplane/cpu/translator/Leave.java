package org.backplane.cpu.translator;

/** Why a region leaves an instruction to the interpreter. */
public enum Leave {
    /** It does not: execution goes on elsewhere, or the budget is used up. */
    NOT,
    /** A load or store that the TLB did not answer: the first of a page, misaligned, a device, a fault. */
    MEMORY,
    /** An operation that regions do not have. */
    OPERATION,
    /** A floating-point result out of the ordinary: flags to set, another rounding mode, something not normal. */
    FLOATING
}
