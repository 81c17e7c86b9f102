package org.backplane.cpu.riscv;

import org.backplane.cpu.riscv.Instructions.Instruction;

/** Encodes instructions for tests: opcodes from the table, operands by the manual's formats. */
final class Asm {
    static final int ZERO = 0;
    static final int RA = 1;
    static final int T0 = 5;
    static final int T1 = 6;
    static final int T2 = 7;
    static final int A0 = 10;
    static final int A1 = 11;
    static final int A2 = 12;
    static final int A3 = 13;
    static final int NOP = i("addi", 0, 0, 0);
    static final int WFI = plain("wfi");

    private Asm() {}

    static Instruction row(String name) {
        return Instructions.ALL.stream()
                .filter(instruction -> instruction.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static int plain(String name) {
        return row(name).match();
    }

    static int r(String name, int rd, int rs1, int rs2) {
        return row(name).match() | rd << 7 | rs1 << 15 | rs2 << 20;
    }

    /** Also loads, {@code jalr} and shifts. */
    static int i(String name, int rd, int rs1, int immediate) {
        return row(name).match() | rd << 7 | rs1 << 15 | immediate << 20;
    }

    static int store(String name, int rs2, int rs1, int immediate) {
        return row(name).match() | (immediate & 31) << 7 | rs1 << 15 | rs2 << 20 | immediate >> 5 << 25;
    }

    static int branch(String name, int rs1, int rs2, int offset) {
        return row(name).match()
                | (offset >> 11 & 1) << 7
                | (offset >> 1 & 15) << 8
                | rs1 << 15
                | rs2 << 20
                | (offset >> 5 & 63) << 25
                | (offset >> 12 & 1) << 31;
    }

    static int upper(String name, int rd, int immediate) {
        return row(name).match() | rd << 7 | immediate << 12;
    }

    static int jal(int rd, int offset) {
        return row("jal").match()
                | rd << 7
                | (offset >> 12 & 0xff) << 12
                | (offset >> 11 & 1) << 20
                | (offset >> 1 & 0x3ff) << 21
                | (offset >> 20 & 1) << 31;
    }

    /** The source is a register, or the value itself for the immediate forms. */
    static int csr(String name, int rd, String csr, int source) {
        int number = Csrs.BY_NAME.getOrDefault(csr, -1);
        if (number < 0) {
            throw new IllegalArgumentException(csr);
        }
        return i(name, rd, source, number);
    }

    static int floating(String name, int rd, int rs1, int rs2, int rounding) {
        return r(name, rd, rs1, rs2) | rounding << 12;
    }
}
