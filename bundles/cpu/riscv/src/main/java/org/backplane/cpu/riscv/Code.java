package org.backplane.cpu.riscv;

/**
 * One decoded instruction in a {@code long}, for the interpreter and translators: bits 0 to 8 the {@link Op}, then
 * rd, rs1 and rs2 of six bits each, bit 27 whether it is four bytes long, and from bit 32 the immediate.
 *
 * <p>A result for {@code x0} goes to register {@link #SINK}, so that nobody has to ask. The immediate of operations
 * with a rounding mode is {@code rs3 << 3 | rm}, that of CSR operations the number of the CSR.
 */
final class Code {
    static final int RD = 9;
    static final int RS1 = 15;
    static final int RS2 = 21;
    static final int OP_MASK = 0x1ff;
    static final int REGISTER_MASK = 0x3f;

    /** The number of a register that nobody reads. */
    static final int SINK = 32;

    private static final long FOUR_BYTES = 1L << 27;

    private Code() {}

    /** Operands with an integer register as target. */
    static long xxx(int rd, int rs1, int rs2, int immediate) {
        return fff(rd == 0 ? SINK : rd, rs1, rs2, immediate);
    }

    /** Operands whose target, if any, is a floating-point register. */
    static long fff(int rd, int rs1, int rs2, int immediate) {
        return (long) immediate << 32 | (long) rs2 << RS2 | (long) rs1 << RS1 | (long) rd << RD;
    }

    static long of(int op, long operands, int length) {
        return operands | op | (length == 4 ? FOUR_BYTES : 0);
    }

    static int op(long word) {
        return (int) word & OP_MASK;
    }

    /** The target, {@link #SINK} for x0. */
    static int rd(long word) {
        return (int) (word >>> RD) & REGISTER_MASK;
    }

    static int rs1(long word) {
        return (int) (word >>> RS1) & REGISTER_MASK;
    }

    static int rs2(long word) {
        return (int) (word >>> RS2) & REGISTER_MASK;
    }

    static int rs3(long word) {
        return (int) (word >>> 35);
    }

    /** The rounding mode as the instruction has it. */
    static int rm(long word) {
        return (int) (word >>> 32) & 7;
    }

    static int immediate(long word) {
        return (int) (word >> 32);
    }

    static long withImmediate(long word, int immediate) {
        return (word & 0xffff_ffffL) | (long) immediate << 32;
    }

    /** The length of the instruction in bytes, 2 or 4. */
    static int length(long word) {
        return (word & FOUR_BYTES) == 0 ? 2 : 4;
    }
}
