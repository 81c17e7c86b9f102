package org.backplane.cpu.riscv;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A sequence of instructions to run somewhere, with all that it begins with.
 *
 * @param seed what it was made from
 * @param profile which instructions it is rich in
 * @param mode the privilege mode it begins in
 * @param base the address at which it sees its {@link Slot}; 0 stands for the slot's physical address
 * @param offset where in the slot its code begins
 * @param x the integer registers; of those in {@link #POINTERS} an offset in the slot
 * @param csrs the CSRs that are not 0
 * @param data what is at {@link Slot#DATA}
 * @param pages the permissions of the slot's pages, as in page table entries; empty if addresses are physical
 * @param alias permissions of the gigabyte at the address of RAM, an alias to all of it; 0 if there is none
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record Sequence(
        long seed,
        Profile profile,
        int mode,
        long base,
        int offset,
        List<Unit> units,
        long[] x,
        long[] f,
        Map<String, Long> csrs,
        byte[] data,
        int[] pages,
        int alias) {

    enum Profile {
        ALU,
        BRANCH,
        MEMORY,
        ATOMIC,
        FLOAT,
        CSR,
        TRAP,
        PAGING,
        INTERRUPT,
        MIXED
    }

    /** Registers that hold addresses in the slot and are never a target. */
    static final List<Integer> POINTERS = List.of(2, 8, 9, 15);

    /** Holds the alias of an address in the slot if there is one, else an address in the slot. */
    static final int ALIAS_POINTER = 18;

    /** Holds an address where there may be nothing. */
    static final int WILD_POINTER = 19;

    /** Counts the rounds of loops. */
    static final int LOOP_COUNTER = 27;

    /** Instructions that belong together: control only enters at the first. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Unit(int[] code, int patched, int skipped) {

        static Unit of(int... code) {
            return new Unit(code, -1, 0);
        }

        /** One with an instruction that leads to a later unit, so many further on; auipc and what adds to it too. */
        static Unit leadingOn(int skipped, int patched, int... code) {
            return new Unit(code, patched, skipped);
        }

        int bytes() {
            return Arrays.stream(code).map(Decoder::length).sum();
        }

        /** The same length, without effect. */
        Unit removed() {
            return of(Arrays.stream(code)
                    .map(bits -> Decoder.length(bits) == 4 ? Asm.NOP : 1)
                    .toArray());
        }

        /** The code when what it leads to is so far behind its beginning. */
        int[] code(int distance) {
            if (patched < 0) {
                return code;
            }
            int[] result = code.clone();
            int before = Arrays.stream(code, 0, patched).map(Decoder::length).sum();
            result[patched] = Target.patch(code[patched], distance - before, distance);
            return result;
        }
    }

    boolean translated() {
        return pages.length > 0;
    }

    /** All instructions with the branches resolved. */
    List<Integer> code() {
        var code = new ArrayList<Integer>();
        for (int i = 0; i < units.size(); i++) {
            int target = Math.min(units.size(), i + 1 + units.get(i).skipped);
            int distance =
                    units.subList(i, target).stream().mapToInt(Unit::bytes).sum();
            Arrays.stream(units.get(i).code(distance)).forEach(code::add);
        }
        return code;
    }

    /** The same with other units. */
    Sequence with(List<Unit> others) {
        return new Sequence(seed, profile, mode, base, offset, others, x, f, csrs, data, pages, alias);
    }

    /** As an assembler would have it, with the addresses it has where it runs. */
    String disassembly(long at) {
        var disassembler = new Disassembler(BatchImage.DECODER);
        var text = new StringBuilder();
        long address = at + offset;
        for (int bits : code()) {
            text.append("  %016x  %s%n".formatted(address, disassembler.text(bits, address)));
            address += Decoder.length(bits);
        }
        return text.toString();
    }
}
