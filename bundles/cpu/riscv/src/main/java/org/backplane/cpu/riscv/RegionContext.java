package org.backplane.cpu.riscv;

import org.backplane.cpu.translator.GuestState;

/**
 * What translated code knows of its hart besides registers, in {@link GuestState#context}: below these bits, the accrued
 * exceptions of {@link Fcsr}.
 */
final class RegionContext {
    /** The floating-point unit is on. */
    static final int ON = 1 << 8;

    /** It is on, and marked as changed, so that it may be changed without a word. */
    static final int DIRTY = 1 << 9;

    /** The dynamic rounding mode is to the nearest, ties to even. */
    static final int NEAREST = 1 << 10;

    /** The CSRs of supervisor mode may be read. */
    static final int SUPERVISOR = 1 << 11;

    /** The CSRs of machine mode may be read. */
    static final int MACHINE = 1 << 12;

    /** The counters of cycles, time and instructions may be read: three bits from this one on. */
    static final int COUNTERS = 1 << 13;

    private static final int COUNTERS_SHIFT = 13;
    private static final int[] MODES = {0, SUPERVISOR, 0, SUPERVISOR | MACHINE};

    private RegionContext() {}

    static int of(HartState state) {
        int context = state.fcsr.flags | MODES[state.mode] | (int) counters(state) << COUNTERS_SHIFT;
        long fs = state.mstatus & Mstatus.FS;
        if (fs != 0) {
            context |= fs == Mstatus.FS_DIRTY ? ON | DIRTY : ON;
        }
        return state.fcsr.rounding == Fcsr.RNE ? context | NEAREST : context;
    }

    private static long counters(HartState state) {
        return switch (state.mode) {
            case HartState.MACHINE -> 7;
            case HartState.SUPERVISOR -> state.mcounteren & 7;
            default -> state.mcounteren & state.scounteren & 7;
        };
    }
}
