package org.backplane.cpu.riscv;

import static org.backplane.cpu.riscv.Asm.A0;
import static org.backplane.cpu.riscv.Asm.A1;
import static org.backplane.cpu.riscv.Asm.A2;
import static org.backplane.cpu.riscv.Asm.T0;
import static org.backplane.cpu.riscv.Asm.T1;
import static org.backplane.cpu.riscv.Asm.ZERO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.backplane.api.cpu.Cpu;
import org.backplane.lib.riscv.Hart;
import org.backplane.lib.riscv.Hart.Fence;
import org.backplane.lib.riscv.Privilege;
import org.junit.jupiter.api.Test;

class SeveralHartsTest {
    private static final long CODE = TestBoard.RAM;
    private static final long SECOND_CODE = TestBoard.RAM + 0x2000;
    private static final long FUNCTION = TestBoard.RAM + 0x3000;
    private static final Fence CODE_FENCE = new Fence(Fence.Kind.FENCE_I, 0, 0, -1);
    private static final Fence TRANSLATION_FENCE = new Fence(Fence.Kind.SFENCE_VMA, 0, -1, -1);

    private final TestBoard board = new TestBoard();
    private final RvHart first = board.hart();
    private final RvHart second = board.hart();

    private static void runUntilIdle(Cpu hart) {
        while (hart.run() != Cpu.Exit.IDLE) {
            Thread.onSpinWait();
        }
    }

    private void runBoth() throws InterruptedException {
        var other = new Thread(() -> runUntilIdle(second));
        other.start();
        runUntilIdle(first);
        other.join();
    }

    @Test
    void atomicsOfTwoHartsLoseNothing() throws InterruptedException {
        int[] program = {
            Asm.r("amoadd.w", ZERO, A1, A2),
            Asm.r("lr.d", T0, A0, 0),
            Asm.i("addi", T0, T0, 1),
            Asm.r("sc.d", T1, A0, T0),
            Asm.branch("bne", T1, ZERO, -12),
            Asm.i("addi", A2 + 1, A2 + 1, -1),
            Asm.branch("bne", A2 + 1, ZERO, -24),
            Asm.WFI
        };
        board.put(CODE, program);
        for (var hart : List.of(first, second)) {
            hart.register("a0", Guest.DATA);
            hart.register("a1", Guest.DATA + 8);
            hart.register("a2", 3);
            hart.register("a3", 20_000);
        }
        runBoth();

        assertEquals(40_000, board.ram().read(Guest.DATA - TestBoard.RAM, 8));
        assertEquals(120_000, board.ram().read(Guest.DATA - TestBoard.RAM + 8, 4));
    }

    @Test
    void aStoreConditionalNeedsItsReservation() {
        board.put(
                CODE,
                Asm.r("sc.w", 20, A0, A1),
                Asm.r("lr.w", 21, A0, 0),
                Asm.r("sc.w", 22, A0, A1),
                Asm.r("sc.w", 23, A0, A1),
                Asm.r("lr.w", 24, A0, 0),
                Asm.store("sw", ZERO, A0, 0),
                Asm.r("sc.w", 25, A0, A1),
                Asm.WFI);
        first.register("a0", Guest.DATA);
        first.register("a1", -5);
        runUntilIdle(first);

        assertEquals(1, first.x(20));
        assertEquals(0, first.x(21));
        assertEquals(0, first.x(22));
        assertEquals(1, first.x(23));
        assertEquals(-5, first.x(24));
        assertEquals(1, first.x(25));
        assertEquals(0, board.ram().read(Guest.DATA - TestBoard.RAM, 4));
    }

    @Test
    void codeChangesAtAFence() {
        board.put(FUNCTION, Asm.i("addi", A0, A0, 1), Asm.i("jalr", ZERO, 1, 0));
        board.put(
                CODE,
                Asm.i("jalr", 1, A1, 0),
                Asm.store("sw", A2, A1, 0),
                Asm.plain("fence.i"),
                Asm.i("jalr", 1, A1, 0),
                Asm.WFI);
        first.register("a1", FUNCTION);
        first.register("a2", Asm.i("addi", A0, A0, 100));
        runUntilIdle(first);

        assertEquals(101, first.x(A0));
    }

    @Test
    void codeChangedByAnAtomicIsSeenAfterAFence() {
        board.put(FUNCTION, Asm.i("addi", A0, A0, 1), Asm.i("jalr", ZERO, 1, 0));
        board.put(
                CODE,
                Asm.r("amoadd.w", ZERO, A1, ZERO),
                Asm.i("jalr", 1, A1, 0),
                Asm.r("amoswap.w", ZERO, A1, A2),
                Asm.plain("fence.i"),
                Asm.i("jalr", 1, A1, 0),
                Asm.WFI);
        first.register("a1", FUNCTION);
        first.register("a2", Asm.i("addi", A0, A0, 100));
        runUntilIdle(first);

        assertEquals(101, first.x(A0));
    }

    @Test
    void codeThatADeviceWroteIsSeenAfterAFence() {
        board.put(FUNCTION, Asm.i("addi", A0, A0, 1), Asm.i("jalr", ZERO, 1, 0));
        board.put(CODE, Asm.i("jalr", 1, A1, 0), Asm.WFI, Asm.plain("fence.i"), Asm.i("jalr", 1, A1, 0), Asm.WFI);
        first.register("a1", FUNCTION);
        runUntilIdle(first);
        board.put(FUNCTION, Asm.i("addi", A0, A0, 100));
        first.register("pc", CODE + 8);
        runUntilIdle(first);

        assertEquals(101, first.x(A0));
    }

    @Test
    void aHartThatWroteAPageBeforeItBecameCodeStillChangesIt() {
        board.put(FUNCTION, Asm.i("addi", A0, A0, 1), Asm.i("jalr", ZERO, 1, 0));
        board.put(SECOND_CODE, Asm.store("sd", A0, A1, 8), Asm.WFI, Asm.store("sw", A2, A1, 0), Asm.WFI);
        second.register("pc", SECOND_CODE);
        second.register("a1", FUNCTION);
        second.register("a2", Asm.i("addi", A0, A0, 100));
        runUntilIdle(second);
        board.put(CODE, Asm.i("jalr", 1, A1, 0), Asm.WFI, Asm.plain("fence.i"), Asm.i("jalr", 1, A1, 0), Asm.WFI);
        first.register("a1", FUNCTION);
        runUntilIdle(first);
        second.register("pc", SECOND_CODE + 8);
        runUntilIdle(second);
        first.register("pc", CODE + 8);
        runUntilIdle(first);

        assertEquals(101, first.x(A0));
    }

    @Test
    void hartsThatFenceEachOtherDoNotWaitForever() throws InterruptedException {
        for (var hart : List.of(first, second)) {
            hart.environment(calling ->
                    calling.fence(List.of(first, second), calling.x(A0) % 2 == 0 ? CODE_FENCE : TRANSLATION_FENCE));
            hart.register("pmpaddr0", -1);
            hart.register("pmpcfg0", 0x1f);
            hart.register("priv", 1);
            hart.register("a0", 500);
        }
        board.put(CODE, Asm.plain("ecall"), Asm.i("addi", A0, A0, -1), Asm.branch("bne", A0, ZERO, -8), Asm.WFI);
        runBoth();

        assertEquals(0, first.x(A0));
        assertEquals(0, second.x(A0));
    }

    @Test
    void aFenceReachesAHartThatDoesNotRun() {
        board.put(FUNCTION, Asm.i("addi", A0, A0, 1), Asm.i("jalr", ZERO, 1, 0));
        board.put(SECOND_CODE, Asm.i("jalr", 1, A1, 0), Asm.WFI);
        second.register("pc", SECOND_CODE);
        second.register("a1", FUNCTION);
        runUntilIdle(second);
        board.put(FUNCTION, Asm.i("addi", A0, A0, 100));
        first.fence(List.of(second), CODE_FENCE);
        second.register("pc", SECOND_CODE);
        runUntilIdle(second);

        assertEquals(101, second.x(A0));
    }

    @Test
    void environmentCallsAreAnsweredWithEverythingInPlace() {
        first.environment(hart -> {
            assertEquals(CODE + 8, hart.register("pc"));
            assertEquals(2, hart.x(A0));
            assertSame(Privilege.SUPERVISOR, hart.privilege());
            hart.x(A0, 40);
        });
        allowSupervisor(first);
        board.put(CODE, Asm.i("addi", A0, ZERO, 2), Asm.plain("ecall"), Asm.i("addi", A0, A0, 2), Asm.WFI);
        runUntilIdle(first);

        assertEquals(42, first.x(A0));
    }

    private static void allowSupervisor(Hart hart) {
        hart.register("pmpaddr0", -1);
        hart.register("pmpcfg0", 0x1f);
        hart.register("priv", 1);
    }

    @Test
    void aHartStopsInItsCallAndIsStartedByAnother() {
        first.environment(Hart::stop);
        allowSupervisor(first);
        board.put(CODE, Asm.plain("ecall"), Asm.i("addi", A0, ZERO, 1), Asm.WFI);
        board.put(SECOND_CODE, Asm.i("addi", A2, ZERO, 7), Asm.WFI);
        assertSame(Cpu.Exit.IDLE, first.run());
        assertSame(Hart.Status.STOPPED, first.status());
        assertSame(Cpu.Exit.IDLE, first.run());
        assertEquals(0, first.x(A0));

        assertTrue(first.start(SECOND_CODE, Privilege.SUPERVISOR, 5, 6));
        assertFalse(first.start(SECOND_CODE, Privilege.SUPERVISOR, 5, 6));
        runUntilIdle(first);
        assertEquals(5, first.x(A0));
        assertEquals(6, first.x(A1));
        assertEquals(7, first.x(A2));
        assertEquals(1, board.wakes());
    }

    @Test
    void aHartMayResetItselfInItsCall() {
        first.environment(hart -> {
            hart.reset();
            hart.register("pc", SECOND_CODE);
        });
        allowSupervisor(first);
        first.register("a2", 9);
        board.put(CODE, Asm.plain("ecall"));
        board.put(SECOND_CODE, Asm.i("addi", A0, ZERO, 3), Asm.WFI);
        runUntilIdle(first);

        assertEquals(3, first.x(A0));
        assertEquals(0, first.x(A2));
        assertSame(Privilege.MACHINE, first.privilege());
    }
}
