package org.backplane.cpu.riscv;

/** Makes instructions lead to where they shall: the places of offsets in the formats that have some. */
final class Target {
    private Target() {}

    /**
     * The instruction with another offset.
     *
     * @param distance from the instruction
     * @param fromUnit from the beginning of its unit, where the auipc is that it adds to
     */
    static int patch(int bits, int distance, int fromUnit) {
        return switch (format(bits)) {
            case BRANCH -> (bits & 0x01ff_f07f) | (Asm.branch("beq", 0, 0, distance) & 0xfe00_0f80);
            case JUMP -> (bits & 0xfff) | (Asm.jal(0, distance) & 0xffff_f000);
            case CB -> (bits & 0xe383) | compressedBranch(distance);
            case CJ -> (bits & 0xe003) | compressedJump(distance);
            case I -> (bits & 0xf_ffff) | fromUnit << 20;
            case STORE -> (bits & 0x01ff_f07f) | (Asm.store("sb", 0, 0, fromUnit) & 0xfe00_0f80);
            default -> throw new IllegalArgumentException("leads nowhere: %08x".formatted(bits));
        };
    }

    private static Format format(int bits) {
        var found = BatchImage.DECODER.find(bits);
        if (found == null) {
            throw new IllegalArgumentException("no instruction: %08x".formatted(bits));
        }
        return found.format();
    }

    private static int compressedBranch(int offset) {
        return bits(offset, 8, 8, 12)
                | bits(offset, 4, 3, 10)
                | bits(offset, 7, 6, 5)
                | bits(offset, 2, 1, 3)
                | bits(offset, 5, 5, 2);
    }

    private static int compressedJump(int offset) {
        return bits(offset, 11, 11, 12)
                | bits(offset, 4, 4, 11)
                | bits(offset, 9, 8, 9)
                | bits(offset, 10, 10, 8)
                | bits(offset, 6, 6, 7)
                | bits(offset, 7, 7, 6)
                | bits(offset, 3, 1, 3)
                | bits(offset, 5, 5, 2);
    }

    private static int bits(int value, int high, int low, int to) {
        return ((value >>> low) & (1 << (high - low + 1)) - 1) << to;
    }
}
