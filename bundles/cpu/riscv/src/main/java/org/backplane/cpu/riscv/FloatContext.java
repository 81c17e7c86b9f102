package org.backplane.cpu.riscv;

import org.backplane.cpu.translator.GuestState;

/**
 * What translated code knows of the floating-point unit, in {@link GuestState#context}: below these bits, the accrued
 * exceptions of {@link Fcsr}.
 */
final class FloatContext {
    /** The unit is on. */
    static final int ON = 1 << 8;

    /** It is on, and marked as changed, so that it may be changed without a word. */
    static final int DIRTY = 1 << 9;

    /** The dynamic rounding mode is to the nearest, ties to even. */
    static final int NEAREST = 1 << 10;

    private FloatContext() {}

    static int of(HartState state) {
        long fs = state.mstatus & Mstatus.FS;
        int on = fs == 0 ? 0 : fs == Mstatus.FS_DIRTY ? ON | DIRTY : ON;
        return state.fcsr.flags | on | (state.fcsr.rounding == Fcsr.RNE ? NEAREST : 0);
    }
}
