package org.backplane.cpu.riscv;

import java.util.Arrays;
import org.backplane.api.cpu.Cpu;

/** A hart on a board, to run a few instructions and look at registers. Traps to machine mode end in a wait. */
final class Guest {
    /** Where the trap handler is, which does nothing but wait. */
    static final long HANDLER = TestBoard.RAM + 0x800;

    /** Where data may be put. */
    static final long DATA = TestBoard.RAM + 0x1_0000;

    final TestBoard board;
    final RvHart hart;

    Guest() {
        this(new TestBoard());
    }

    Guest(TestBoard board) {
        this.board = board;
        hart = board.hart();
        board.put(HANDLER, Asm.WFI, Asm.jal(0, -4));
        set("mtvec", HANDLER);
        set("mstatus", Mstatus.FS);
    }

    Guest set(String register, long value) {
        hart.register(register, value);
        return this;
    }

    long get(String register) {
        return hart.register(register);
    }

    /** Executes instructions from the beginning of memory, then waits. */
    Guest run(int... instructions) {
        return runAt(TestBoard.RAM, instructions);
    }

    /** Executes instructions that are put to a physical address, from that address on. */
    Guest runAt(long address, int... instructions) {
        int[] program = Arrays.copyOf(instructions, instructions.length + 1);
        program[instructions.length] = Asm.WFI;
        board.put(address, program);
        hart.register("pc", address);
        return go();
    }

    /** Goes on until the hart waits. */
    Guest go() {
        hart.register("mie", 0);
        while (hart.run() != Cpu.Exit.IDLE) {
            Thread.onSpinWait();
        }
        return this;
    }

    /** Memory at a physical address. */
    long memory(long address, int bytes) {
        return board.ram().read(address - TestBoard.RAM, bytes);
    }

    Guest memory(long address, int bytes, long value) {
        board.ram().write(address - TestBoard.RAM, bytes, value);
        return this;
    }
}
