package org.backplane.cpu.translator;

/**
 * The part of a processor's state that translated code works on. Fields, because every dispatch touches them; a
 * processor's own state extends this.
 */
public abstract class GuestState {
    /** How many registers of each kind there may be. */
    public static final int REGISTERS = 64;

    /** The general registers: slots 0 to 63. */
    public final long[] x = new long[REGISTERS];

    /** The floating-point registers as bits: slots 64 to 127. */
    public final long[] f = new long[REGISTERS];

    /** Instructions still to go before the processor looks around; may be overdrawn by one region's length. */
    public int budget;

    /** The address of the {@link TlbLayout} table for loads in the present mode. */
    public long reads;

    /** The address of the {@link TlbLayout} table for stores in the present mode. */
    public long writes;

    /**
     * What {@link Step.Require} asks about and {@link Value.Context} stands for: the processor's own bits, which no step
     * changes while a region runs.
     */
    public int context;

    /** Why the last region left an instruction to the interpreter, see {@link Leave}; 0 if it did not. */
    public int left;

    protected GuestState() {}
}
