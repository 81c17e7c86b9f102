package org.backplane.cpu.riscv;

import static org.backplane.cpu.riscv.Asm.A0;
import static org.backplane.cpu.riscv.Asm.A1;
import static org.backplane.cpu.riscv.Asm.A2;
import static org.backplane.cpu.riscv.Asm.NOP;
import static org.backplane.cpu.riscv.Asm.ZERO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.backplane.api.cpu.Cpu;
import org.backplane.cpu.translator.GuestCode;
import org.backplane.cpu.translator.Region;
import org.backplane.cpu.translator.RegionCompiler;
import org.junit.jupiter.api.Test;

/** What only translated code can get wrong; that it computes what the interpreter does, all other tests show. */
class TranslationTest {
    private static final int SOON = 3;
    private static final int MOST = 10;
    private static final long ROUNDS = 100_000;
    private static final int T0 = 5;
    private static final int S0 = 8;
    private static final int S1 = 9;
    private static final int A3 = 13;
    private static final int A4 = 14;

    private final RegionCompiler compiler = Regions.compiler();
    private final List<Runnable> held = new ArrayList<>();
    private final List<WeakReference<Region>> translated = new ArrayList<>();
    private boolean holding;
    private boolean refusing;
    private final TestBoard board = new TestBoard(new Engine(SOON, MOST, this::translate));
    private final Guest guest = new Guest(board);

    private boolean translate(GuestCode code, BooleanSupplier wanted, Consumer<Region> ready) {
        if (refusing) {
            return false;
        }
        var region = compiler.translate(code);
        translated.add(new WeakReference<>(region));
        if (holding) {
            held.add(() -> ready.accept(region));
        } else {
            ready.accept(region);
        }
        return true;
    }

    private long figure(String name) {
        return guest.hart.statistics().getOrDefault(name, -1L);
    }

    /** Adds a1 to a0 as often as a2 says. */
    private static int[] loop() {
        return new int[] {
            Asm.r("add", A0, A0, A1), Asm.i("addi", A2, A2, -1), Asm.branch("bne", A2, ZERO, -8),
        };
    }

    private void runLoop(long rounds) {
        guest.set("a0", 0).set("a1", 3).set("a2", rounds).run(loop());
    }

    @Test
    void aHotLoopIsTranslated() {
        runLoop(ROUNDS);

        assertEquals(3 * ROUNDS, guest.get("a0"));
        assertTrue(figure("instructions-translated") > 3 * (ROUNDS - 10), () -> "" + guest.hart.statistics());
    }

    @Test
    void instructionsAreCountedOneByOneAcrossRegionsAndWhatTheyLeave() {
        long before = guest.hart.instructions();
        guest.set("a2", ROUNDS).set("a1", Guest.DATA + 1);
        guest.run(
                Asm.i("addi", A2, A2, -1),
                Asm.i("ld", A0, A1, 0),
                Asm.csr("csrrs", T0, "minstret", 0),
                Asm.branch("bne", A2, ZERO, -12));

        assertTrue(figure("left-for-memory") > 0, "a misaligned load is left");
        // the last one read, the branch, and the wait
        assertEquals(guest.get("t0") + 3, guest.hart.instructions() - before);
        assertEquals(4 * ROUNDS + 1, guest.hart.instructions() - before);
    }

    @Test
    void countersInRegionsCountInstructionsOneByOne() {
        long before = guest.hart.instructions();
        guest.set("a2", ROUNDS);
        guest.run(
                Asm.i("addi", A2, A2, -1),
                Asm.csr("csrrs", T0, "instret", ZERO),
                Asm.csr("csrrs", A0, "cycle", ZERO),
                Asm.branch("bne", A2, ZERO, -12));

        assertEquals(0, figure("left-for-control"));
        assertTrue(figure("instructions-translated") > 4 * (ROUNDS - 10), () -> "" + guest.hart.statistics());
        // the last one read, the one behind it, the branch, and the wait
        assertEquals(guest.get("t0") + 4, guest.hart.instructions() - before);
        assertEquals(guest.get("t0") + 1, guest.get("a0"));
    }

    @Test
    void aCounterThatIsNotAllowedAnyMoreTraps() {
        var tables = new PageTablesForTwo(guest);
        guest.set("mcounteren", 7).set("scounteren", 7);
        tables.first(0, Asm.csr("csrrs", A0, "instret", ZERO));
        tables.enter(0);
        guest.set("a2", 1000);
        tables.runUser();
        assertEquals(Trap.ECALL_FROM_USER, guest.get("mcause"));
        assertTrue(figure("instructions-translated") > 2900, () -> "" + guest.hart.statistics());

        guest.set("scounteren", 0).set("a2", 1000);
        tables.runUser();
        assertEquals(Trap.ILLEGAL_INSTRUCTION, guest.get("mcause"));
        assertEquals(1000, guest.get("a2"));
    }

    @Test
    void aCsrThatIsNotAllowedIsLeftAndTraps() {
        var tables = new PageTablesForTwo(guest);
        tables.first(0, Asm.branch("beq", A0, ZERO, 8), Asm.csr("csrrs", A0, "sepc", ZERO));
        tables.enter(0);
        guest.set("a0", 0).set("a2", 1000);
        tables.runUser();
        guest.set("a0", 1).set("a2", 1000);
        tables.runUser();

        assertEquals(Trap.ILLEGAL_INSTRUCTION, guest.get("mcause"));
        assertEquals(PageTablesForTwo.VIRTUAL + 4, guest.get("mepc"));
    }

    @Test
    void atomicsStayInTheirRegion() {
        guest.set("a0", Guest.DATA).set("a1", 3).set("a2", ROUNDS);
        guest.run(
                Asm.r("amoadd.w", ZERO, A0, A1),
                Asm.i("addi", A0, A0, 8),
                Asm.r("lr.d", T0, A0, 0),
                Asm.i("addi", T0, T0, 2),
                Asm.r("sc.d", T0, A0, T0),
                Asm.branch("bne", T0, ZERO, -12),
                Asm.i("addi", A0, A0, -8),
                Asm.i("addi", A2, A2, -1),
                Asm.branch("bne", A2, ZERO, -32));

        assertEquals(3 * ROUNDS, guest.memory(Guest.DATA, 8));
        assertEquals(2 * ROUNDS, guest.memory(Guest.DATA + 8, 8));
        assertEquals(0, figure("left-for-operation"));
        assertTrue(figure("instructions-translated") > 9 * (ROUNDS - 10), () -> "" + guest.hart.statistics());
    }

    @Test
    void aStoreConditionalInARegionFailsWithoutItsReservation() {
        guest.set("a0", Guest.DATA).set("a1", 1).set("a2", 1000).set("t0", 0);
        guest.run(
                Asm.r("lr.d", A1, A0, 0),
                Asm.store("sd", A2, A0, 0),
                Asm.r("sc.d", A1, A0, ZERO),
                Asm.r("add", T0, T0, A1),
                Asm.i("addi", A2, A2, -1),
                Asm.branch("bne", A2, ZERO, -20));

        assertEquals(1000, guest.get("t0"));
        assertEquals(1, guest.memory(Guest.DATA, 8));
    }

    @Test
    void whatRegionsDoNotHaveIsCountedByItsReason() {
        assertLeftFor("memory", 0x1000, Asm.i("ld", A0, A1, 1));
        assertLeftFor("control", 0x2000, Asm.csr("csrrw", ZERO, "mscratch", A2));
        assertLeftFor("floating", 0x3000, Asm.floating("fsqrt.d", 0, 0, 0, Fcsr.RUP));
        assertLeftFor("operation", 0x4000, Asm.plain("fence.i"));
    }

    private void assertLeftFor(String reason, int where, int instruction) {
        guest.set("a1", Guest.DATA).set("a2", 1000);
        guest.runAt(
                TestBoard.RAM + where, NOP, instruction, Asm.i("addi", A2, A2, -1), Asm.branch("bne", A2, ZERO, -12));

        assertTrue(figure("left-for-" + reason) > 900, () -> reason + " in " + guest.hart.statistics());
    }

    @Test
    void jumpsThroughATableStayInTheirRegion() {
        var hotter = new Guest(new TestBoard(new Engine(100, MOST, this::translate)));
        long table = TestBoard.RAM + 0x100;
        for (int i = 0; i < 4; i++) {
            hotter.board.put(table + 16L * i, Asm.i("addi", A0, A0, 1 << (3 * i)), Asm.jal(ZERO, 16 - 0x104 - 16 * i));
        }
        hotter.set("a1", table).set("a2", ROUNDS);
        hotter.run(
                Asm.i("andi", A3, A2, 3),
                Asm.i("slli", A3, A3, 4),
                Asm.r("add", A3, A3, A1),
                Asm.i("jalr", ZERO, A3, 0),
                Asm.i("addi", A2, A2, -1),
                Asm.branch("bne", A2, ZERO, -20));

        assertEquals(ROUNDS / 4 * (1 + 8 + 64 + 512), hotter.get("a0"));
        var figures = hotter.hart.statistics();
        assertTrue(figures.getOrDefault("instructions-translated", 0L) > 8 * (ROUNDS - 200), figures::toString);
        assertTrue(figures.getOrDefault("regions-entered", ROUNDS) < ROUNDS / 50, figures::toString);
    }

    @Test
    void aLoopWithoutEndHearsOfItsInterrupt() {
        board.kickAfter(5, guest.hart);
        guest.board.put(TestBoard.RAM, NOP, Asm.jal(ZERO, -4));
        guest.set("pc", TestBoard.RAM);

        assertEquals(Cpu.Exit.KICKED, guest.hart.run());
        assertTrue(figure("instructions-translated") > 0);
    }

    @Test
    void aTrapInARegionHasThePcAndTheRegistersOfItsInstruction() {
        guest.set("a0", 0).set("a1", TestBoard.RAM + (1 << 20) - 8 * 50);
        guest.run(Asm.i("addi", A0, A0, 1), Asm.i("ld", T0, A1, 0), Asm.i("addi", A1, A1, 8), Asm.jal(ZERO, -12));

        assertTrue(figure("instructions-translated") > 0);
        assertEquals(Trap.LOAD_ACCESS_FAULT, guest.get("mcause"));
        assertEquals(TestBoard.RAM + 4, guest.get("mepc"));
        assertEquals(TestBoard.RAM + (1 << 20), guest.get("mtval"));
        assertEquals(51, guest.get("a0"));
    }

    @Test
    void whatTheGuestWritesOverItsCodeIsExecutedAfterAFence() {
        runLoop(ROUNDS);
        guest.set("a0", Asm.r("sub", A0, A0, A1)).set("a1", TestBoard.RAM);
        guest.runAt(TestBoard.RAM + 0x2000, Asm.store("sw", A0, A1, 0), Asm.plain("fence.i"));
        guest.set("a0", 0).set("a1", 3).set("a2", 1000).set("pc", TestBoard.RAM).go();

        assertEquals(-3 * 1000, guest.get("a0"));
    }

    @Test
    void whatADeviceWritesOverCodeIsExecutedAfterAFence() {
        runLoop(ROUNDS);
        guest.memory(TestBoard.RAM, 4, Asm.r("sub", A0, A0, A1));
        guest.runAt(TestBoard.RAM + 0x2000, Asm.plain("fence.i"));
        guest.set("a0", 0).set("a1", 3).set("a2", 1000).set("pc", TestBoard.RAM).go();

        assertEquals(-3 * 1000, guest.get("a0"));
    }

    @Test
    void aTranslationOfCodeThatHasChangedMeanwhileIsNotInstalled() {
        holding = true;
        runLoop(100);
        guest.memory(TestBoard.RAM, 4, Asm.r("sub", A0, A0, A1));
        guest.runAt(TestBoard.RAM + 0x2000, Asm.plain("fence.i"));
        held.forEach(Runnable::run);
        guest.set("a0", 0).set("a1", 3).set("a2", 1000).set("pc", TestBoard.RAM).go();

        assertEquals(-3 * 1000, guest.get("a0"));
        assertTrue(figure("regions-outdated") > 0);
    }

    @Test
    void aRegionIsNotExecutedWhereAnAddressHasAnotherMeaning() {
        var tables = new PageTablesForTwo(guest);
        tables.enter(0);
        guest.set("a0", 0).set("a1", 3).set("a2", 1000);
        tables.runUser();
        assertEquals(3 * 1000, guest.get("a0"));
        assertTrue(figure("instructions-translated") > 0);

        tables.enter(1);
        guest.set("a0", 0).set("a1", 3).set("a2", 1000);
        tables.runUser();
        assertEquals(-3 * 1000, guest.get("a0"));

        tables.enter(0);
        guest.set("a0", 0).set("a1", 3).set("a2", 1000);
        tables.runUser();
        assertEquals(3 * 1000, guest.get("a0"));
    }

    private long regionsAlive() {
        System.gc();
        return translated.stream().filter(region -> region.get() != null).count();
    }

    @Test
    void codeThatIsRewrittenForeverLeavesNoRegionsBehind() {
        int[] loop = loop();
        guest.board.put(TestBoard.RAM + 0x3000, loop[0], loop[1], loop[2], Asm.i("jalr", ZERO, 1, 0));
        guest.set("a0", 0).set("a1", 1).set("s0", TestBoard.RAM + 0x3000).set("s1", Asm.i("addi", A0, A0, 0));
        guest.set("a3", 300).set("a4", 1 << 20);
        guest.run(
                Asm.r("add", S1, S1, A4),
                Asm.store("sw", S1, S0, 0),
                Asm.plain("fence.i"),
                Asm.i("addi", A2, ZERO, 20),
                Asm.i("jalr", 1, S0, 0),
                Asm.i("addi", A3, A3, -1),
                Asm.branch("bne", A3, ZERO, -24));

        assertEquals(20 * 300 * 301 / 2, guest.get("a0"));
        assertTrue(figure("regions-installed") > 250, () -> "" + guest.hart.statistics());
        assertTrue(regionsAlive() <= MOST, () -> regionsAlive() + " of " + translated.size());
    }

    @Test
    void aHartHasNoMoreRegionsThanItMay() {
        for (int i = 0; i < 5 * MOST; i++) {
            guest.set("a0", 0).set("a1", 3).set("a2", 1000).runAt(TestBoard.RAM + 0x1000 + 0x40L * i, loop());
            assertEquals(3 * 1000, guest.get("a0"));
        }

        assertTrue(figure("regions-installed") >= 5 * MOST, () -> "" + guest.hart.statistics());
        assertEquals(figure("regions-installed") - MOST, figure("regions-dropped"));
        assertTrue(regionsAlive() <= MOST, () -> regionsAlive() + " of " + translated.size());
    }

    @Test
    void whatWasExecutedStaysWhenOtherRegionsHaveToGo() {
        runLoop(1000);
        for (int i = 0; i < 3 * MOST; i++) {
            guest.set("a0", 0).set("a1", 3).set("a2", 1000).runAt(TestBoard.RAM + 0x1000 + 0x40L * i, loop());
            guest.set("a2", 1000).set("pc", TestBoard.RAM).go();
        }
        long translated = figure("instructions-translated");
        guest.set("a2", 1000).set("pc", TestBoard.RAM).go();

        assertTrue(figure("regions-dropped") >= 2 * MOST, () -> "" + guest.hart.statistics());
        assertEquals(translated + 3 * 1000, figure("instructions-translated"));
    }

    @Test
    void whatIsRefusedIsAskedForAgain() {
        refusing = true;
        runLoop(1000);
        assertEquals(0, figure("instructions-translated"));
        assertTrue(figure("regions-postponed") > 0, () -> "" + guest.hart.statistics());

        refusing = false;
        guest.set("a2", 1000).set("pc", TestBoard.RAM).go();
        assertEquals(1, figure("regions-installed"));
    }

    @Test
    void aCompilerThatHasEnoughToDoRefusesMore() throws InterruptedException {
        var code = new ArrayList<GuestCode>();
        new Guest(new TestBoard(new Engine(SOON, MOST, (asked, _, _) -> code.add(asked))))
                .set("a2", 1000)
                .run(loop());
        var busy = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        compiler.compile(code.getFirst(), () -> true, _ -> {
            busy.countDown();
            awaitUninterruptibly(go);
        });
        busy.await();
        int accepted = 0;
        while (accepted < 100_000 && compiler.compile(code.getFirst(), () -> false, _ -> {})) {
            accepted++;
        }
        assertEquals(256, accepted);

        var ready = new CountDownLatch(1);
        go.countDown();
        while (!compiler.compile(code.getFirst(), () -> true, _ -> ready.countDown())) {
            Thread.onSpinWait();
        }
        ready.await();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void resetForgetsTranslations() {
        runLoop(ROUNDS);
        guest.hart.reset();
        guest.memory(TestBoard.RAM, 4, Asm.r("sub", A0, A0, A1));
        guest.set("mtvec", Guest.HANDLER).set("a0", 0).set("a1", 3).set("a2", 1000);
        guest.set("pc", TestBoard.RAM).go();

        assertEquals(-3 * 1000, guest.get("a0"));
    }

    /** Two address spaces that map the same virtual page to different physical ones. */
    private static final class PageTablesForTwo {
        private static final long ROOT = TestBoard.RAM + 0x4_0000;
        private static final long CODE = TestBoard.RAM + 0x6_0000;
        static final long VIRTUAL = 0x4000;
        private static final int LEAF = 0xdb;

        private final Guest guest;

        PageTablesForTwo(Guest guest) {
            this.guest = guest;
            map(0, Asm.r("add", A0, A0, A1));
            map(1, Asm.r("sub", A0, A0, A1));
        }

        /** Replaces the first instruction of the loop in a space by some. */
        void first(int space, int... instead) {
            int[] loop = loop();
            int[] whole = Arrays.copyOf(instead, instead.length + 3);
            whole[instead.length] = loop[1];
            whole[instead.length + 1] = Asm.branch("bne", A2, ZERO, -4 * (instead.length + 1));
            whole[instead.length + 2] = Asm.plain("ecall");
            guest.board.put(code(space), whole);
        }

        private void map(int space, int first) {
            long root = ROOT + space * 0x3000L;
            guest.memory(root, 8, pointer(root + 0x1000) | 1);
            guest.memory(root + 0x1000, 8, pointer(root + 0x2000) | 1);
            guest.memory(root + 0x2000 + 8 * (VIRTUAL >> 12), 8, pointer(code(space)) | LEAF);
            int[] loop = loop();
            guest.board.put(code(space), first, loop[1], loop[2], Asm.plain("ecall"));
        }

        private static long code(int space) {
            return CODE + space * 0x1000L;
        }

        private static long pointer(long physical) {
            return physical >> 12 << 10;
        }

        void enter(int space) {
            guest.set("pmpaddr0", -1).set("pmpcfg0", 0x1f);
            guest.set("satp", 8L << 60 | (ROOT + space * 0x3000L) >> 12);
        }

        void runUser() {
            guest.set("priv", HartState.USER).set("pc", VIRTUAL).go();
            guest.set("priv", HartState.MACHINE);
        }
    }
}
