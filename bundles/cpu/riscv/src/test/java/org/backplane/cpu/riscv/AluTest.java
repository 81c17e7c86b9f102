package org.backplane.cpu.riscv;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.backplane.cpu.riscv.Instructions.Instruction;
import org.junit.jupiter.api.Test;

class AluTest {
    private static final long MIN = Long.MIN_VALUE;
    private static final long[] VALUES = {
        0,
        1,
        -1,
        2,
        31,
        32,
        63,
        64,
        0x7fff_ffffL,
        0x8000_0000L,
        0xffff_ffffL,
        0x1_0000_0000L,
        Long.MAX_VALUE,
        MIN,
        0x0123_4567_89ab_cdefL,
        0xfedc_ba98_7654_3210L,
        0x80_0001_0000_ff01L
    };

    @Test
    void divisionByZeroAndOverflowAreDefined() {
        assertEquals(-1, Alu.compute(Op.DIV, 7, 0));
        assertEquals(-1, Alu.compute(Op.DIVU, 7, 0));
        assertEquals(7, Alu.compute(Op.REM, 7, 0));
        assertEquals(7, Alu.compute(Op.REMU, 7, 0));
        assertEquals(MIN, Alu.compute(Op.DIV, MIN, -1));
        assertEquals(0, Alu.compute(Op.REM, MIN, -1));
        assertEquals(-1, Alu.compute(Op.DIVW, 7, 1L << 32));
        assertEquals(-1, Alu.compute(Op.DIVUW, 7, 0));
        assertEquals(Integer.MIN_VALUE, Alu.compute(Op.DIVW, 0x8000_0000L, -1));
        assertEquals(0, Alu.compute(Op.REMW, 0x8000_0000L, -1));
        assertEquals(Integer.MIN_VALUE, Alu.compute(Op.REMUW, 0x8000_0000L, 0));
    }

    @Test
    void unsignedWordsAreExtendedBySign() {
        assertEquals(-1, Alu.compute(Op.DIVUW, 0xffff_ffffL, 1));
        assertEquals(1, Alu.compute(Op.DIVUW, -1, 0xffff_ffffL));
        assertEquals(Integer.MIN_VALUE, Alu.compute(Op.ADDW, Integer.MAX_VALUE, 1));
        assertEquals(-1, Alu.compute(Op.SRAW, 0x8000_0000L, 31));
        assertEquals(1, Alu.compute(Op.SRLW, 0x8000_0000L, 31));
        assertEquals(1, Alu.compute(Op.SLLW, 1, 32));
    }

    @Test
    void theHighHalfKnowsItsSigns() {
        assertEquals(0, Alu.compute(Op.MULH, -1, -1));
        assertEquals(-2, Alu.compute(Op.MULHU, -1, -1));
        assertEquals(-1, Alu.compute(Op.MULHSU, -1, -1));
        assertEquals(-1, Alu.compute(Op.MULHSU, -1, 1));
        assertEquals(0, Alu.compute(Op.MULHSU, 1, -1));
        assertEquals(MIN >> 1, Alu.compute(Op.MULHSU, MIN, MIN));
    }

    @Test
    void bitsAreCountedMovedAndTested() {
        assertEquals(64, Alu.compute(Op.CLZ, 0, 0));
        assertEquals(32, Alu.compute(Op.CTZW, 1L << 32, 0));
        assertEquals(32, Alu.compute(Op.CPOPW, -1, 0));
        assertEquals(0xff00_ff00_0000_00ffL, Alu.compute(Op.ORC_B, 0x0100_8000_0000_0010L, 0));
        assertEquals(0x0807_0605_0403_0201L, Alu.compute(Op.REV8, 0x0102_0304_0506_0708L, 0));
        assertEquals(0xffff_ffff_8000_0000L, Alu.compute(Op.RORW, 1, 1));
        assertEquals(3, Alu.compute(Op.ROL, 0x8000_0000_0000_0001L, 1));
        assertEquals(1, Alu.compute(Op.BEXT, MIN, 63));
        assertEquals(0, Alu.compute(Op.BCLR, 1, 64));
        assertEquals(MIN, Alu.compute(Op.BSET, 0, 63));
        assertEquals(0, Alu.compute(Op.BINV, 1, 0));
        assertEquals(0xffff_ffff_ffff_ff80L, Alu.compute(Op.SEXT_B, 0x180, 0));
        assertEquals(0x8000, Alu.compute(Op.ZEXT_H, 0xf8000L, 0));
    }

    @Test
    void addressesAreFormedFromWholeRegistersOrWords() {
        assertEquals(-8 + 5, Alu.compute(Op.SH3ADD, -1, 5));
        assertEquals(0x7_ffff_fff8L + 5, Alu.compute(Op.SH3ADD_UW, -1, 5));
        assertEquals(0xffff_ffffL, Alu.compute(Op.ADD_UW, -1, 0));
        assertEquals(0xffff_ffff_0000_0000L, Alu.compute(Op.SLLI_UW, -1, 32));
    }

    @Test
    void conditionalZeroLooksAtItsSecondOperand() {
        assertEquals(0, Alu.compute(Op.CZERO_EQZ, 5, 0));
        assertEquals(5, Alu.compute(Op.CZERO_EQZ, 5, 1));
        assertEquals(5, Alu.compute(Op.CZERO_NEZ, 5, 0));
        assertEquals(0, Alu.compute(Op.CZERO_NEZ, 5, 1));
    }

    @Test
    void theInterpreterComputesTheSame() {
        var guest = new Guest();
        long at = TestBoard.RAM + 0x2000;
        for (var instruction : Instructions.ALL) {
            if (instruction.format() == Format.R || instruction.format() == Format.UNARY) {
                int bits = instruction.match() | 10 << 7 | 11 << 15;
                at = checkAll(guest, instruction, instruction.format() == Format.R ? bits | 12 << 20 : bits, at);
            }
        }
    }

    private static long checkAll(Guest guest, Instruction instruction, int bits, long at) {
        for (long a : VALUES) {
            for (long b : VALUES) {
                guest.set("a1", a).set("a2", b);
                if (a == VALUES[0] && b == VALUES[0]) {
                    guest.runAt(at, bits);
                } else {
                    guest.set("pc", at).go();
                }
                long operand = instruction.format() == Format.R ? b : 0;
                assertEquals(Alu.compute(instruction.op(), a, operand), guest.get("a0"), instruction.name());
            }
        }
        return at + 8;
    }

    @Test
    void theInterpreterComputesTheSameWithImmediates() {
        var guest = new Guest();
        long at = TestBoard.RAM + 0x2000;
        for (var instruction : Instructions.ALL) {
            boolean shift = instruction.format() == Format.SHIFT;
            if (instruction.format() == Format.I || shift) {
                for (int immediate : shift ? new int[] {0, 1, 31} : new int[] {0, 1, -1, 2047, -2048}) {
                    for (long a : VALUES) {
                        guest.set("a1", a).runAt(at, Asm.i(instruction.name(), 10, 11, immediate));
                        at += 8;
                        assertEquals(Alu.compute(instruction.op(), a, immediate), guest.get("a0"), instruction.name());
                    }
                }
            }
        }
    }
}
