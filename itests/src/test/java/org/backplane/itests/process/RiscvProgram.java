package org.backplane.itests.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A small program for machine mode on {@code virt}, assembled by hand: it runs from the first address of RAM and needs
 * no compiler. Encodings are those of the RISC-V unprivileged manual, chapter "RV32/64G Instruction Set Listings".
 */
final class RiscvProgram {
    private static final int UART = 0x1000_0000;
    private static final int FINISHER = 0x10_0000;
    private static final int FINISHER_FAIL = 0x3333;
    private static final int FINISHER_PASS = 0x5555;
    private static final int FINISHER_RESET = 0x7777;

    private static final int RTC = 0x10_1000;

    private static final int T0 = 5;
    private static final int T1 = 6;
    private static final int T2 = 7;
    private static final int S0 = 8;
    private static final int S1 = 9;
    private static final int S2 = 18;
    private static final int CSR_STVEC = 0x105;
    private static final int CSR_SATP = 0x180;
    private static final int CSR_MSTATUS = 0x300;
    private static final int CSR_MEDELEG = 0x302;
    private static final int CSR_MTVEC = 0x305;
    private static final int CSR_MEPC = 0x341;
    private static final int CSR_PMPCFG0 = 0x3a0;
    private static final int CSR_PMPADDR0 = 0x3b0;

    private final List<Integer> code = new ArrayList<>();

    /** Prints on the serial port. */
    RiscvProgram say(String text) {
        load(T0, UART);
        for (byte character : text.getBytes(StandardCharsets.US_ASCII)) {
            load(T1, character);
            store(0, T1, T0);
        }
        return this;
    }

    /** Prints what comes in on the serial port, for ever. */
    RiscvProgram echo() {
        load(T0, UART);
        emit(5 << 20 | T0 << 15 | T1 << 7 | 0x03); // lb t1, LSR(t0)
        emit(1 << 20 | T1 << 15 | 7 << 12 | T1 << 7 | 0x13); // andi t1, t1, data ready
        branch(0, T1, 0, -8); // beqz
        emit(T0 << 15 | T1 << 7 | 0x03); // lb t1, RBR(t0)
        store(0, T1, T0);
        jump(-20);
        return this;
    }

    /** Counts, which takes two instructions each time. */
    RiscvProgram count(int times) {
        load(T0, times);
        add(T0, T0, -1);
        branch(1, T0, 0, -4); // bnez
        return this;
    }

    /** Writes a word, to a register for instance. */
    RiscvProgram write(int address, int value) {
        load(T0, address);
        load(T1, value);
        store(2, T1, T0);
        return this;
    }

    /** Reads a word until it has that value. */
    RiscvProgram await(int address, int value) {
        load(T0, address);
        load(T2, value);
        loadWord(T1, T0);
        branch(1, T1, T2, -4); // bne
        return this;
    }

    /**
     * Looks at the clock of the Goldfish RTC all the time. When something comes in on the serial port, it prints the
     * longest time in nanoseconds between two looks since the last one: a line of 8 digits of base 16, from a to p.
     */
    RiscvProgram watchForGaps() {
        load(T0, UART);
        load(S2, RTC);
        int begin = code.size();
        load(S1, 0);
        loadWord(S0, S2);
        int look = code.size();
        loadWord(T1, S2);
        emit(0x20 << 25 | S0 << 20 | T1 << 15 | T2 << 7 | 0x3b); // subw t2, t1, s0
        add(S0, T1, 0);
        branch(5, S1, T2, 8); // bge s1, t2, behind the next
        add(S1, T2, 0);
        emit(5 << 20 | T0 << 15 | T1 << 7 | 0x03); // lb t1, LSR(t0)
        emit(1 << 20 | T1 << 15 | 7 << 12 | T1 << 7 | 0x13); // andi t1, t1, data ready
        branchIfZero(T1, to(look));
        emit(T0 << 15 | T1 << 7 | 0x03); // lb t1, RBR(t0)
        load(T2, 8);
        int digit = code.size();
        emit(28 << 20 | S1 << 15 | 5 << 12 | T1 << 7 | 0x1b); // srliw t1, s1, 28
        add(T1, T1, 'a');
        store(0, T1, T0);
        emit(4 << 20 | S1 << 15 | 1 << 12 | S1 << 7 | 0x1b); // slliw s1, s1, 4
        add(T2, T2, -1);
        branch(1, T2, 0, to(digit)); // bnez t2
        load(T1, '\n');
        store(0, T1, T0);
        jump(to(begin));
        return this;
    }

    /** How far it is from the next instruction to one that was emitted. */
    private int to(int instruction) {
        return (instruction - code.size()) * Integer.BYTES;
    }

    /** Switches the machine off. */
    RiscvProgram powerOff(int status) {
        return finish(status == 0 ? FINISHER_PASS : status << 16 | FINISHER_FAIL);
    }

    RiscvProgram reset() {
        return finish(FINISHER_RESET);
    }

    /** Does nothing more, for ever. */
    RiscvProgram stay() {
        jump(0);
        return this;
    }

    /** Jumps to where there is nothing; the trap it gets leads there as well. */
    RiscvProgram jumpIntoNothing() {
        load(T0, 0x4000_0000);
        writeCsr(CSR_MTVEC, T0);
        emit(T0 << 15 | 0x67); // jr t0
        return this;
    }

    /** Goes to supervisor mode with a page table that lies where there is no memory; so do all handlers. */
    RiscvProgram useABadPageTable() {
        load(T0, 0x4000_0000);
        writeCsr(CSR_MTVEC, T0);
        writeCsr(CSR_STVEC, T0);
        writeCsr(CSR_MEPC, T0);
        load(T0, -1);
        writeCsr(CSR_MEDELEG, T0);
        writeCsr(CSR_PMPADDR0, T0);
        load(T0, 0x1f);
        writeCsr(CSR_PMPCFG0, T0);
        load(T0, 0x800);
        writeCsr(CSR_MSTATUS, T0);
        load(T0, 8);
        emit(60 << 20 | T0 << 15 | 1 << 12 | T0 << 7 | 0x13); // slli t0, t0, 60: mode Sv39
        load(T1, 0x4_0000);
        emit(T1 << 20 | T0 << 15 | 6 << 12 | T0 << 7 | 0x33); // or t0, t0, t1: the table's page
        writeCsr(CSR_SATP, T0);
        emit(0x3020_0073); // mret
        return this;
    }

    private RiscvProgram finish(int word) {
        load(T0, FINISHER);
        load(T1, word);
        store(2, T1, T0);
        return stay();
    }

    /** {@code li}, sign-extended to 64 bits. */
    private void load(int register, int value) {
        int low = value << 20 >> 20;
        emit(value - low | register << 7 | 0x37); // lui
        emit(low << 20 | register << 15 | register << 7 | 0x1b); // addiw
    }

    private void store(int width, int source, int base) {
        emit(source << 20 | base << 15 | width << 12 | 0x23);
    }

    private void writeCsr(int csr, int source) {
        emit(csr << 20 | source << 15 | 1 << 12 | 0x73);
    }

    private void loadWord(int register, int base) {
        emit(base << 15 | 2 << 12 | register << 7 | 0x03);
    }

    private void add(int register, int source, int value) {
        emit(value << 20 | source << 15 | register << 7 | 0x13);
    }

    private void branchIfZero(int register, int distance) {
        branch(0, register, 0, distance);
    }

    private void branch(int condition, int one, int other, int distance) {
        emit((distance >> 12 & 1) << 31
                | (distance >> 5 & 0x3f) << 25
                | other << 20
                | one << 15
                | condition << 12
                | (distance >> 1 & 0xf) << 8
                | (distance >> 11 & 1) << 7
                | 0x63);
    }

    private void jump(int distance) {
        emit((distance >> 20 & 1) << 31
                | (distance >> 1 & 0x3ff) << 21
                | (distance >> 11 & 1) << 20
                | (distance >> 12 & 0xff) << 12
                | 0x6f);
    }

    private void emit(int instruction) {
        code.add(instruction);
    }

    /** Writes it as a flat image. */
    Path writeTo(Path file) throws IOException {
        var image = ByteBuffer.allocate(code.size() * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        code.forEach(image::putInt);
        return Files.write(file, image.array());
    }
}
