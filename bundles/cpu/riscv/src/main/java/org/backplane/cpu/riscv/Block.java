package org.backplane.cpu.riscv;

import java.util.ArrayList;
import java.util.List;
import org.backplane.api.cpu.HotCode;
import org.jspecify.annotations.Nullable;

/**
 * Decoded code from one address on: instructions that follow each other, up to one that goes elsewhere for certain.
 * Conditional branches may lie inside; they leave the block when taken.
 */
final class Block {
    /** The epoch of a block that must not be executed any more. */
    static final long DEAD = -1;

    private static final int MOST_TARGETS = 16;

    /** Never found. */
    static final Block NONE = new Block(1, 0, new long[0], 0, 0);

    /** Its virtual address. */
    final long pc;

    /** Its physical address. */
    final long physical;

    /** Its instructions, see {@link Code}; branch targets are relative to {@link #end}, what {@code auipc} adds to {@link #pc}. */
    final long[] code;

    /** The virtual address behind it. */
    final long end;

    /** The physical address of the second page if its only instruction lies across two, else 0. */
    final long secondPage;

    /** In which {@link Mmu#epoch} its virtual address is known to lead to its physical one. */
    long epoch = DEAD;

    /** How often it was executed since it was last asked whether to translate it. */
    int executions;

    /** Where its last instruction, if that is a jump to a register, has led to: the last place. */
    long target;

    /** Some places before and that. */
    private final List<Long> targets = new ArrayList<>(0);

    /** The highest index of an instruction at which it was left by a jump, its length if by none; -1 at first. */
    int reach = -1;

    /** Whether it is, or was, part of translated code. */
    boolean hot;

    /** Whether translated code of it was left often because {@link Fcsr#NX} was not accrued. */
    boolean exact;

    /** Whether that was left often because of accesses together that were not in one page. */
    boolean apart;

    /** The translated code that begins here, if there is any. */
    @Nullable
    Translation translation;

    /** The next block from the same physical address; itself while it is not in the cache. */
    Block chain = this;

    Block(long pc, long physical, long[] code, int bytes, long secondPage) {
        this.pc = pc;
        this.physical = physical;
        this.code = code;
        this.end = pc + bytes;
        this.secondPage = secondPage;
    }

    /** Notes where its last instruction leads to, if that is not {@link #target}. */
    void leadsTo(long place) {
        target = place;
        if (targets.size() < MOST_TARGETS && !targets.contains(place)) {
            targets.add(place);
        }
    }

    /** Where its last instruction, a jump to a register, has led to: some places, the first ones seen. */
    List<Long> targets() {
        return targets;
    }

    /**
     * How often it was executed; from any thread. Before it is translated, that is as often as that takes; while it is held
     * back from asking for it, more.
     *
     * @param threshold after how many executions it is translated, 0 for never
     */
    HotCode heat(int threshold) {
        int counted = executions;
        boolean held = threshold > 0 && counted < 0;
        long times = held ? threshold + (long) counted - Integer.MIN_VALUE : Integer.toUnsignedLong(counted);
        var engine = held ? HotCode.Engine.TRANSLATING : HotCode.Engine.INTERPRETER;
        return new HotCode(pc, physical, code.length, times, times * code.length, engine);
    }

    /** Where an instruction of it that is relative leads to, or what {@code auipc} gives. */
    long place(long word) {
        return (Code.op(word) == Op.AUIPC ? pc : end) + Code.immediate(word);
    }

    boolean dropped() {
        return chain == this;
    }

    void markDropped() {
        chain = this;
    }

    /** The virtual address of an instruction in it. */
    long address(int index) {
        long address = pc;
        for (int i = 0; i < index; i++) {
            address += Code.length(code[i]);
        }
        return address;
    }
}
