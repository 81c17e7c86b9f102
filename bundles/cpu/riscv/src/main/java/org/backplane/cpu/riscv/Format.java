package org.backplane.cpu.riscv;

import java.util.function.IntToLongFunction;

/**
 * How an instruction spells its operands: where its bits hold them, and how the assembler writes them. The names of
 * the formats of compressed instructions are the manual's (chapter "C" extension).
 */
enum Format {
    R("rd, rs1, rs2", i -> Code.xxx(rd(i), rs1(i), rs2(i), 0)),
    /** One operand; the place of rs2 belongs to the opcode. */
    UNARY("rd, rs1", i -> Code.xxx(rd(i), rs1(i), 0, 0)),
    I("rd, rs1, imm", i -> Code.xxx(rd(i), rs1(i), 0, i >> 20)),
    SHIFT("rd, rs1, imm", i -> Code.xxx(rd(i), rs1(i), 0, i >>> 20 & 63)),
    LOAD("rd, imm(rs1)", i -> Code.xxx(rd(i), rs1(i), 0, i >> 20)),
    STORE("rs2, imm(rs1)", i -> Code.fff(0, rs1(i), rs2(i), storeOffset(i))),
    BRANCH("rs1, rs2, target", i -> Code.fff(0, rs1(i), rs2(i), branchOffset(i))),
    UPPER("rd, upper", i -> Code.xxx(rd(i), 0, 0, i & 0xffff_f000)),
    JUMP("rd, target", i -> Code.xxx(rd(i), 0, 0, jumpOffset(i))),
    AMO("rd, rs2, (rs1)", i -> Code.xxx(rd(i), rs1(i), rs2(i), i >>> 25 & 3)),
    LR("rd, (rs1)", i -> Code.xxx(rd(i), rs1(i), 0, i >>> 25 & 3)),
    CSR("rd, csr, rs1", i -> Code.xxx(rd(i), rs1(i), 0, i >>> 20)),
    /** Here rs1 is the value itself. */
    CSR_IMMEDIATE("rd, csr, zimm", i -> Code.xxx(rd(i), rs1(i), 0, i >>> 20)),
    FENCE("", i -> Code.fff(0, 0, 0, i >>> 20)),
    SFENCE("rs1, rs2", i -> Code.fff(0, rs1(i), rs2(i), 0)),
    PLAIN("", i -> 0),

    F_LOAD("fd, imm(rs1)", i -> Code.fff(rd(i), rs1(i), 0, i >> 20)),
    F_STORE("fs2, imm(rs1)", i -> Code.fff(0, rs1(i), rs2(i), storeOffset(i))),
    F_R4("fd, fs1, fs2, fs3, rm", i -> Code.fff(rd(i), rs1(i), rs2(i), i >>> 27 << 3 | rm(i))),
    F_R("fd, fs1, fs2, rm", i -> Code.fff(rd(i), rs1(i), rs2(i), rm(i))),
    /** Without a rounding mode, which is exact then. */
    F_EXACT("fd, fs1, fs2", i -> Code.fff(rd(i), rs1(i), rs2(i), 0)),
    F_UNARY("fd, fs1, rm", i -> Code.fff(rd(i), rs1(i), 0, rm(i))),
    F_COMPARE("rd, fs1, fs2", i -> Code.xxx(rd(i), rs1(i), rs2(i), 0)),
    F_TO_X("rd, fs1, rm", i -> Code.xxx(rd(i), rs1(i), 0, rm(i))),
    F_TO_X_EXACT("rd, fs1", i -> Code.xxx(rd(i), rs1(i), 0, 0)),
    X_TO_F("fd, rs1, rm", i -> Code.fff(rd(i), rs1(i), 0, rm(i))),
    X_TO_F_EXACT("fd, rs1", i -> Code.fff(rd(i), rs1(i), 0, 0)),

    CR_MOVE("rd, rs1, rs2", i -> Code.xxx(rd(i), 0, crs2(i), 0)),
    CR("rd, rs1, rs2", i -> Code.xxx(rd(i), rd(i), crs2(i), 0)),
    CR_JUMP("rd, imm(rs1)", i -> Code.xxx(0, rd(i), 0, 0)),
    CR_CALL("rd, imm(rs1)", i -> Code.xxx(1, rd(i), 0, 0)),
    CI("rd, rs1, imm", i -> Code.xxx(rd(i), rd(i), 0, cImmediate(i))),
    CI_LOAD_IMMEDIATE("rd, rs1, imm", i -> Code.xxx(rd(i), 0, 0, cImmediate(i))),
    CI_UPPER("rd, upper", i -> Code.xxx(rd(i), 0, 0, cImmediate(i) << 12)),
    CI_STACK("rd, rs1, imm", i -> Code.xxx(2, 2, 0, cStackImmediate(i))),
    CI_SHIFT("rd, rs1, imm", i -> Code.xxx(rd(i), rd(i), 0, cImmediate(i) & 63)),
    CIW("rd, rs1, imm", i -> Code.xxx(low(i), 2, 0, cWideImmediate(i))),
    CI_LOAD_WORD("rd, imm(rs1)", i -> Code.xxx(rd(i), 2, 0, cLoadWord(i))),
    CI_LOAD_DOUBLE("rd, imm(rs1)", i -> Code.xxx(rd(i), 2, 0, cLoadDouble(i))),
    CI_F_LOAD_DOUBLE("fd, imm(rs1)", i -> Code.fff(rd(i), 2, 0, cLoadDouble(i))),
    CSS_WORD("rs2, imm(rs1)", i -> Code.fff(0, 2, crs2(i), bits(i, 12, 9, 2) | bits(i, 8, 7, 6))),
    CSS_DOUBLE("rs2, imm(rs1)", i -> Code.fff(0, 2, crs2(i), bits(i, 12, 10, 3) | bits(i, 9, 7, 6))),
    CSS_F_DOUBLE("fs2, imm(rs1)", i -> Code.fff(0, 2, crs2(i), bits(i, 12, 10, 3) | bits(i, 9, 7, 6))),
    CL_WORD("rd, imm(rs1)", i -> Code.xxx(low(i), high(i), 0, cWord(i))),
    CL_DOUBLE("rd, imm(rs1)", i -> Code.xxx(low(i), high(i), 0, cDouble(i))),
    CL_F_DOUBLE("fd, imm(rs1)", i -> Code.fff(low(i), high(i), 0, cDouble(i))),
    CS_WORD("rs2, imm(rs1)", i -> Code.fff(0, high(i), low(i), cWord(i))),
    CS_DOUBLE("rs2, imm(rs1)", i -> Code.fff(0, high(i), low(i), cDouble(i))),
    CS_F_DOUBLE("fs2, imm(rs1)", i -> Code.fff(0, high(i), low(i), cDouble(i))),
    CA("rd, rs1, rs2", i -> Code.xxx(high(i), high(i), low(i), 0)),
    CB_SHIFT("rd, rs1, imm", i -> Code.xxx(high(i), high(i), 0, cImmediate(i) & 63)),
    CB_IMMEDIATE("rd, rs1, imm", i -> Code.xxx(high(i), high(i), 0, cImmediate(i))),
    CB("rs1, rs2, target", i -> Code.fff(0, high(i), 0, cBranchOffset(i))),
    CJ("rd, target", i -> Code.xxx(0, 0, 0, cJumpOffset(i)));

    /** The operands as the assembler writes them, by the names of the fields of {@link Code}. */
    final String syntax;

    @SuppressWarnings("ImmutableEnumChecker") // a function without state
    private final IntToLongFunction extractor;

    Format(String syntax, IntToLongFunction extractor) {
        this.syntax = syntax;
        this.extractor = extractor;
    }

    /** The operands of an instruction as part of a decoded word. */
    long operands(int instruction) {
        return extractor.applyAsLong(instruction);
    }

    // ---- fields of 32-bit instructions

    private static int rd(int i) {
        return i >>> 7 & 31;
    }

    private static int rs1(int i) {
        return i >>> 15 & 31;
    }

    private static int rs2(int i) {
        return i >>> 20 & 31;
    }

    private static int rm(int i) {
        return i >>> 12 & 7;
    }

    private static int storeOffset(int i) {
        return i >> 25 << 5 | rd(i);
    }

    private static int branchOffset(int i) {
        return i >> 31 << 12 | bits(i, 7, 7, 11) | bits(i, 30, 25, 5) | bits(i, 11, 8, 1);
    }

    private static int jumpOffset(int i) {
        return i >> 31 << 20 | bits(i, 19, 12, 12) | bits(i, 20, 20, 11) | bits(i, 30, 21, 1);
    }

    // ---- fields of 16-bit instructions

    private static int crs2(int i) {
        return i >>> 2 & 31;
    }

    /** The register field in bits 4 to 2, for x8 to x15. */
    private static int low(int i) {
        return 8 + (i >>> 2 & 7);
    }

    /** The register field in bits 9 to 7, for x8 to x15. */
    private static int high(int i) {
        return 8 + (i >>> 7 & 7);
    }

    private static int cImmediate(int i) {
        return sign(i, 12, 5) | bits(i, 6, 2, 0);
    }

    private static int cStackImmediate(int i) {
        return sign(i, 12, 9) | bits(i, 6, 6, 4) | bits(i, 5, 5, 6) | bits(i, 4, 3, 7) | bits(i, 2, 2, 5);
    }

    private static int cWideImmediate(int i) {
        return bits(i, 12, 11, 4) | bits(i, 10, 7, 6) | bits(i, 6, 6, 2) | bits(i, 5, 5, 3);
    }

    private static int cLoadWord(int i) {
        return bits(i, 12, 12, 5) | bits(i, 6, 4, 2) | bits(i, 3, 2, 6);
    }

    private static int cLoadDouble(int i) {
        return bits(i, 12, 12, 5) | bits(i, 6, 5, 3) | bits(i, 4, 2, 6);
    }

    private static int cWord(int i) {
        return bits(i, 12, 10, 3) | bits(i, 6, 6, 2) | bits(i, 5, 5, 6);
    }

    private static int cDouble(int i) {
        return bits(i, 12, 10, 3) | bits(i, 6, 5, 6);
    }

    private static int cBranchOffset(int i) {
        return sign(i, 12, 8) | bits(i, 11, 10, 3) | bits(i, 6, 5, 6) | bits(i, 4, 3, 1) | bits(i, 2, 2, 5);
    }

    private static int cJumpOffset(int i) {
        return sign(i, 12, 11)
                | bits(i, 11, 11, 4)
                | bits(i, 10, 9, 8)
                | bits(i, 8, 8, 10)
                | bits(i, 7, 7, 6)
                | bits(i, 6, 6, 7)
                | bits(i, 5, 3, 1)
                | bits(i, 2, 2, 5);
    }

    /** The bits from {@code high} down to {@code low}, moved to begin at {@code to}. */
    private static int bits(int i, int high, int low, int to) {
        return (i >>> low & ((1 << (high - low + 1)) - 1)) << to;
    }

    /** The bit at {@code from} as a sign, from {@code to} upwards. */
    private static int sign(int i, int from, int to) {
        return i << (31 - from) >> 31 << to;
    }
}
