package org.backplane.cpu.riscv;

import java.util.Arrays;
import java.util.Set;
import org.backplane.cpu.riscv.Instructions.Instruction;
import org.jspecify.annotations.Nullable;

/** Finds what a pattern of bits means, for a hart with certain extensions. */
final class Decoder {
    /** Quadrant and funct3 of a 16-bit instruction tell most of them apart. */
    private static final int SHORT_BUCKETS = 1 << 5;

    /** So do opcode and funct3 of a 32-bit one. */
    private static final int LONG_BUCKETS = 1 << 8;

    private final Instruction[][] buckets = new Instruction[2 * LONG_BUCKETS][0];

    Decoder(Set<Extension> extensions) {
        for (var instruction : Instructions.ALL) {
            if (instruction.extension() == null || extensions.contains(instruction.extension())) {
                add(instruction);
            }
        }
    }

    /** Adds an instruction to each bucket that its fixed bits allow, behind those before it. */
    private void add(Instruction instruction) {
        int length = instruction.length();
        int free = (length == 4 ? LONG_BUCKETS : SHORT_BUCKETS) - 1 & ~bucket(instruction.mask(), length);
        int first = bucket(instruction.match(), length);
        for (int choice = free; choice >= 0; choice = choice == 0 ? -1 : choice - 1 & free) {
            var before = buckets[first | choice];
            var now = Arrays.copyOf(before, before.length + 1);
            now[before.length] = instruction;
            buckets[first | choice] = now;
        }
    }

    private static int bucket(int bits, int length) {
        return length == 4
                ? LONG_BUCKETS | (bits >>> 2 & 0x1f) | (bits >>> 7 & 0xe0)
                : (bits & 3) | (bits >>> 11 & 0x1c);
    }

    /** How many bytes the instruction has that begins with these bits. */
    static int length(int bits) {
        return (bits & 3) == 3 ? 4 : 2;
    }

    /** The instruction, or null if these bits are none. */
    @Nullable
    Instruction find(int bits) {
        for (var instruction : buckets[bucket(bits, length(bits))]) {
            if (instruction.matches(bits)) {
                return reserved(instruction, bits) ? null : instruction;
            }
        }
        return null;
    }

    /** The decoded word; {@link Op#ILLEGAL} if these bits are no instruction. */
    long decode(int bits) {
        var found = find(bits);
        return found == null
                ? Code.of(Op.ILLEGAL, 0, length(bits))
                : Code.of(found.op(), found.format().operands(bits), found.length());
    }

    /**
     * The encodings of compressed instructions that the manual reserves ("RES" in its listing for RV64C). Hints are
     * not among them: those execute, without effect.
     */
    static boolean reserved(Instruction instruction, int bits) {
        return switch (instruction.format()) {
            case CIW -> (bits & 0x1fe0) == 0;
            case CI_STACK, CI_UPPER -> (bits & 0x107c) == 0;
            case CI_LOAD_WORD, CI_LOAD_DOUBLE, CR_JUMP -> (bits & 0xf80) == 0;
            case CI -> instruction.op() == Op.ADDIW && (bits & 0xf80) == 0;
            default -> false;
        };
    }
}
