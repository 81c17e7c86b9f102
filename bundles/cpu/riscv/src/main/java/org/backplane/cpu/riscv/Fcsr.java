package org.backplane.cpu.riscv;

/**
 * The floating-point control and status register in its two parts; the unprivileged manual, section
 * "Floating-Point Control and Status Register". Plain fields, because almost every floating-point
 * instruction reads one.
 */
final class Fcsr {
    /** Inexact. */
    static final int NX = 1;
    /** Underflow. */
    static final int UF = 2;
    /** Overflow. */
    static final int OF = 4;
    /** Divide by zero. */
    static final int DZ = 8;
    /** Invalid operation. */
    static final int NV = 16;

    /** Round to nearest, ties to even. */
    static final int RNE = 0;
    /** Round towards zero. */
    static final int RTZ = 1;
    /** Round down, towards negative infinity. */
    static final int RDN = 2;
    /** Round up, towards positive infinity. */
    static final int RUP = 3;
    /** Round to nearest, ties away from zero. */
    static final int RMM = 4;

    /** The accrued exceptions, {@code fflags}. */
    int flags;

    /** The dynamic rounding mode, {@code frm}; may hold one of the reserved values. */
    int rounding;
}
