package org.backplane.cpu.riscv;

/**
 * What the integer instructions compute, on plain values. The interpreter has the shortest of them in line; what is
 * here is the meaning all the same, for it and for translators.
 */
final class Alu {
    private Alu() {}

    /**
     * The result of an operation of registers or of a register and an immediate.
     *
     * @param b the second register, or the immediate
     */
    static long compute(int op, long a, long b) {
        return switch (op) {
            case Op.ADD, Op.ADDI -> a + b;
            case Op.SUB -> a - b;
            case Op.SLL, Op.SLLI -> a << b;
            case Op.SLT, Op.SLTI -> a < b ? 1 : 0;
            case Op.SLTU, Op.SLTIU -> lessUnsigned(a, b);
            case Op.XOR, Op.XORI -> a ^ b;
            case Op.SRL, Op.SRLI -> a >>> b;
            case Op.SRA, Op.SRAI -> a >> b;
            case Op.OR, Op.ORI -> a | b;
            case Op.AND, Op.ANDI -> a & b;
            case Op.ADDW, Op.ADDIW -> (int) (a + b);
            case Op.SUBW -> (int) (a - b);
            case Op.SLLW, Op.SLLIW -> (int) a << b;
            case Op.SRLW, Op.SRLIW -> (int) a >>> b;
            case Op.SRAW, Op.SRAIW -> (int) a >> b;
            case Op.LUI -> b;
            case Op.MUL -> a * b;
            case Op.MULH -> Math.multiplyHigh(a, b);
            case Op.MULHSU -> multiplyHighSignedUnsigned(a, b);
            case Op.MULHU -> Math.unsignedMultiplyHigh(a, b);
            case Op.MULW -> (int) (a * b);
            case Op.DIV -> divide(a, b);
            case Op.DIVU -> divideUnsigned(a, b);
            case Op.REM -> remainder(a, b);
            case Op.REMU -> remainderUnsigned(a, b);
            case Op.DIVW -> divideWord(a, b);
            case Op.DIVUW -> divideUnsignedWord(a, b);
            case Op.REMW -> remainderWord(a, b);
            case Op.REMUW -> remainderUnsignedWord(a, b);
            case Op.SH1ADD -> (a << 1) + b;
            case Op.SH2ADD -> (a << 2) + b;
            case Op.SH3ADD -> (a << 3) + b;
            case Op.ADD_UW -> unsignedWord(a) + b;
            case Op.SH1ADD_UW -> (unsignedWord(a) << 1) + b;
            case Op.SH2ADD_UW -> (unsignedWord(a) << 2) + b;
            case Op.SH3ADD_UW -> (unsignedWord(a) << 3) + b;
            case Op.SLLI_UW -> unsignedWord(a) << b;
            case Op.ANDN -> a & ~b;
            case Op.ORN -> a | ~b;
            case Op.XNOR -> ~(a ^ b);
            case Op.MAX -> Math.max(a, b);
            case Op.MAXU -> Long.compareUnsigned(a, b) < 0 ? b : a;
            case Op.MIN -> Math.min(a, b);
            case Op.MINU -> Long.compareUnsigned(a, b) < 0 ? a : b;
            case Op.ROL -> Long.rotateLeft(a, (int) b);
            case Op.ROR, Op.RORI -> Long.rotateRight(a, (int) b);
            case Op.ROLW -> Integer.rotateLeft((int) a, (int) b);
            case Op.RORW, Op.RORIW -> Integer.rotateRight((int) a, (int) b);
            case Op.CLZ -> Long.numberOfLeadingZeros(a);
            case Op.CTZ -> Long.numberOfTrailingZeros(a);
            case Op.CPOP -> Long.bitCount(a);
            case Op.CLZW -> Integer.numberOfLeadingZeros((int) a);
            case Op.CTZW -> Integer.numberOfTrailingZeros((int) a);
            case Op.CPOPW -> Integer.bitCount((int) a);
            case Op.SEXT_B -> (byte) a;
            case Op.SEXT_H -> (short) a;
            case Op.ZEXT_H -> a & 0xffff;
            case Op.REV8 -> Long.reverseBytes(a);
            case Op.ORC_B -> orCombineBytes(a);
            case Op.BCLR, Op.BCLRI -> a & ~(1L << b);
            case Op.BEXT, Op.BEXTI -> a >>> b & 1;
            case Op.BINV, Op.BINVI -> a ^ 1L << b;
            case Op.BSET, Op.BSETI -> a | 1L << b;
            case Op.CZERO_EQZ -> b == 0 ? 0 : a;
            case Op.CZERO_NEZ -> b != 0 ? 0 : a;
            default -> throw new IllegalArgumentException("no integer operation: " + op);
        };
    }

    /** Whether an operation takes an immediate for its second operand. */
    static boolean immediate(int op) {
        return switch (op) {
            case Op.SLLI_UW, Op.RORI, Op.RORIW, Op.BCLRI, Op.BEXTI, Op.BINVI, Op.BSETI -> true;
            default -> op >= Op.LUI && op <= Op.SRAIW;
        };
    }

    static long multiplyHighSignedUnsigned(long a, long b) {
        return Math.unsignedMultiplyHigh(a, b) - (a < 0 ? b : 0);
    }

    static long divide(long a, long b) {
        return b == 0 ? -1 : a / b;
    }

    static long divideUnsigned(long a, long b) {
        return b == 0 ? -1 : Long.divideUnsigned(a, b);
    }

    static long remainder(long a, long b) {
        return b == 0 ? a : a % b;
    }

    static long remainderUnsigned(long a, long b) {
        return b == 0 ? a : Long.remainderUnsigned(a, b);
    }

    static long divideWord(long a, long b) {
        return (int) b == 0 ? -1 : (int) a / (int) b;
    }

    static long divideUnsignedWord(long a, long b) {
        return (int) b == 0 ? -1 : Integer.divideUnsigned((int) a, (int) b);
    }

    static long remainderWord(long a, long b) {
        return (int) b == 0 ? (int) a : (int) a % (int) b;
    }

    static long remainderUnsignedWord(long a, long b) {
        return (int) b == 0 ? (int) a : Integer.remainderUnsigned((int) a, (int) b);
    }

    static long lessUnsigned(long a, long b) {
        return Long.compareUnsigned(a, b) < 0 ? 1 : 0;
    }

    private static long unsignedWord(long a) {
        return a & 0xffff_ffffL;
    }

    private static long orCombineBytes(long a) {
        long any = (a & 0x7f7f_7f7f_7f7f_7f7fL) + 0x7f7f_7f7f_7f7f_7f7fL | a;
        return (any >>> 7 & 0x0101_0101_0101_0101L) * 0xff;
    }
}
