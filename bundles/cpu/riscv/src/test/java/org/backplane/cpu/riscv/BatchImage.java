package org.backplane.cpu.riscv;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumSet;
import java.util.List;

/** The memory of a machine that runs many sequences, one after the other: {@link BatchProgram}, then the slots. */
final class BatchImage {
    /** What both sides have: all that QEMU 7.2 has too. */
    static final Isa ISA = new Isa(
            EnumSet.of(Extension.ZBA, Extension.ZBB, Extension.ZBS, Extension.SV48, Extension.SV57), true, true);

    static final Decoder DECODER = new Decoder(ISA.extensions());

    private static final int VALID = 1;
    private static final int PAGE_BITS = 12;
    private static final int ENTRY_ADDRESS = 10;
    private static final int INDEX = 511;
    private static final int ENTRY = 8;
    private static final long SV39 = (long) PageTables.SV39 << 60;

    private final List<Sequence> sequences;
    private final ByteBuffer memory;

    private BatchImage(List<Sequence> sequences) {
        this.sequences = sequences;
        memory = ByteBuffer.allocate((sequences.size() + 1) * Slot.SIZE).order(ByteOrder.LITTLE_ENDIAN);
    }

    static byte[] of(List<Sequence> sequences) {
        return new BatchImage(sequences).build();
    }

    /** The physical address of a slot. */
    static long address(int index) {
        return TestBoard.RAM + offset(index);
    }

    /** Where a slot is in memory. */
    static int offset(int index) {
        return (index + 1) * Slot.SIZE;
    }

    /** The address at which a sequence sees its slot. */
    static long base(Sequence sequence, int index) {
        return sequence.base() == 0 ? address(index) : sequence.base();
    }

    private byte[] build() {
        put(0, BatchProgram.machine((int) address(0) + Slot.STATE));
        for (int index = 0; index < sequences.size(); index++) {
            build(sequences.get(index), index);
        }
        return memory.array();
    }

    private void put(int at, int... instructions) {
        for (int i = 0; i < instructions.length; i++) {
            memory.putInt(at + 4 * i, instructions[i]);
        }
    }

    private void build(Sequence sequence, int index) {
        int slot = offset(index);
        int end = code(sequence, slot + sequence.offset()) - slot;
        put(slot + Slot.HANDLER, BatchProgram.supervisor());
        memory.put(slot + Slot.DATA, sequence.data());
        if (sequence.translated()) {
            pageTables(sequence, index);
        }
        int state = slot + Slot.STATE;
        long base = base(sequence, index);
        registers(sequence, index, state);
        for (int n = 0; n < Slot.INITIAL.size(); n++) {
            memory.putLong(state + Slot.INITIAL_CSRS + 8 * n, csr(Slot.INITIAL.get(n), sequence, index));
        }
        memory.putLong(state + Slot.END, end);
        memory.putLong(state + Slot.PHYSICAL, address(index));
        memory.putLong(state + Slot.VIRTUAL, base);
        memory.putLong(state + Slot.LAST, index == sequences.size() - 1 ? 1 : 0);
    }

    /** Returns where it ends: at a call, and more of them, should the first be stepped over. */
    private int code(Sequence sequence, int at) {
        int behind = at;
        for (int bits : sequence.code()) {
            memory.putShort(behind, (short) bits);
            if (Decoder.length(bits) == 4) {
                memory.putShort(behind + 2, (short) (bits >>> 16));
            }
            behind += Decoder.length(bits);
        }
        for (int n = 0; n < Slot.MACHINE_TRAP_LIMIT; n++) {
            put(behind + 4 * n, Asm.plain("ecall"));
        }
        return behind;
    }

    private void registers(Sequence sequence, int index, int state) {
        for (int n = 0; n < 32; n++) {
            memory.putLong(state + Slot.INITIAL_X + 8 * n, sequence.x()[n]);
            memory.putLong(state + Slot.INITIAL_F + 8 * n, sequence.f()[n]);
        }
        for (int n : Sequence.POINTERS) {
            memory.putLong(state + Slot.INITIAL_X + 8 * n, base(sequence, index) + sequence.x()[n]);
        }
        long aliased = sequence.alias() == 0 ? base(sequence, index) : address(index);
        int n = Sequence.ALIAS_POINTER;
        memory.putLong(state + Slot.INITIAL_X + 8 * n, aliased + sequence.x()[n]);
    }

    private static long csr(String name, Sequence sequence, int index) {
        long base = base(sequence, index);
        return switch (name) {
            case "mepc" -> base + sequence.offset();
            case "stvec" -> base + Slot.HANDLER;
            case "sscratch" -> base + Slot.STATE;
            case "satp" -> sequence.translated() ? SV39 | (address(index) + Slot.ROOT_TABLE) >>> PAGE_BITS : 0;
            default -> sequence.csrs().getOrDefault(name, 0L);
        };
    }

    private void pageTables(Sequence sequence, int index) {
        long base = base(sequence, index);
        entry(index, Slot.ROOT_TABLE, base >>> 30, address(index) + Slot.MIDDLE_TABLE, VALID);
        entry(index, Slot.MIDDLE_TABLE, base >>> 21, address(index) + Slot.LEAF_TABLE, VALID);
        for (int page = 0; page < sequence.pages().length; page++) {
            long physical = address(index) + (long) page * Slot.PAGE;
            entry(index, Slot.LEAF_TABLE, (base >>> PAGE_BITS) + page, physical, sequence.pages()[page]);
        }
        if (sequence.alias() != 0) {
            entry(index, Slot.ROOT_TABLE, TestBoard.RAM >>> 30, TestBoard.RAM, sequence.alias());
        }
    }

    private void entry(int index, int table, long number, long physical, int flags) {
        int at = offset(index) + table + ENTRY * ((int) number & INDEX);
        memory.putLong(at, flags == 0 ? 0 : physical >>> PAGE_BITS << ENTRY_ADDRESS | flags);
    }
}
