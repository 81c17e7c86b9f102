package org.backplane.cpu.riscv;

import java.util.Arrays;
import java.util.function.IntToLongFunction;
import org.backplane.cpu.translator.GuestState;
import org.jspecify.annotations.Nullable;

/**
 * What a hart holds: registers, and the control and status registers that are plain storage. Fields, because every
 * instruction touches some; who writes which bits of a CSR is the business of {@link Csrs}. Of the registers, {@code
 * x} has {@link Code#SINK} behind x31, and {@code f} is NaN-boxed.
 */
final class HartState extends GuestState {
    /** The modes by their encoding. */
    static final int USER = 0;

    static final int SUPERVISOR = 1;
    static final int MACHINE = 3;

    final Fcsr fcsr = new Fcsr();

    long pc;
    int mode = MACHINE;

    long mstatus;
    long medeleg;
    long mideleg;
    long mie;
    long mtvec;
    long mcounteren;
    long menvcfg;
    long mcountinhibit;
    long mscratch;
    long mepc;
    long mcause;
    long mtval;

    long stvec;
    long scounteren;
    long senvcfg;
    long sscratch;
    long sepc;
    long scause;
    long stval;
    long stimecmp;
    long satp;

    /** The reservation of load-reserved: its host address, or {@link Atomics#NONE}, and the value seen there. */
    long reservation = Atomics.NONE;

    long reservedValue;

    /** Reads a CSR that counts, by its number. */
    IntToLongFunction counters = _ -> 0;

    /** Whether {@code wfi} waits for an interrupt. */
    boolean waiting;

    /** The block whose instruction {@link #index} is being executed, while that may trap or look; see {@link #at}. */
    @Nullable
    Block block;

    int index;

    /** Instructions retired before this slice. */
    private long retired;

    /** Of how many instructions {@link #budget} is what is still to go; the interpreter charges it per block. */
    private int slice;

    /** What power-on leaves; the CSRs are for {@link Csrs#reset}. */
    void reset(long vector) {
        Arrays.fill(x, 0);
        Arrays.fill(f, 0);
        pc = vector;
        mode = MACHINE;
        reservation = Atomics.NONE;
        waiting = false;
    }

    /** Gives the interpreter so many instructions before it has to look around. */
    void beginSlice(int instructions) {
        retired = retired();
        slice = instructions;
        budget = instructions;
    }

    /** Has the interpreter look around before its next block. */
    void endSlice() {
        slice -= budget;
        budget = 0;
    }

    /** Charges the slice for something that retires nothing, so that a guest in an endless chain of traps pays. */
    void chargeTrap() {
        slice--;
        budget--;
    }

    /** Instructions retired before the present one. */
    long retired() {
        return retired + slice - budget + (block == null ? 0 : index);
    }

    /** Notes which instruction is executed, before anything that may trap or look at the pc. */
    void at(Block where, int instruction) {
        block = where;
        index = instruction;
    }

    /** Notes that the next instruction is still to be fetched. */
    void fetching(long address) {
        block = null;
        pc = address;
    }

    /** Notes that a block was executed to its end, with {@link #at} in it. */
    void executed(Block whole) {
        budget -= whole.code.length;
        whole.reach = whole.code.length;
        block = null;
    }

    /** Makes {@link #pc} and {@link #retired} precise after something stopped the interpreter inside a block. */
    void settle() {
        if (block != null) {
            pc = block.address(index);
            budget -= index;
            block = null;
        }
    }
}
