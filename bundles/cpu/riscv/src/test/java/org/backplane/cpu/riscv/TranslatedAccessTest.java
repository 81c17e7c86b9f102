package org.backplane.cpu.riscv;

import static org.backplane.cpu.riscv.Asm.A0;
import static org.backplane.cpu.riscv.Asm.A1;
import static org.backplane.cpu.riscv.Asm.A2;
import static org.backplane.cpu.riscv.Asm.A3;
import static org.backplane.cpu.riscv.Asm.T0;
import static org.backplane.cpu.riscv.Asm.T1;
import static org.backplane.cpu.riscv.Asm.ZERO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.backplane.cpu.translator.RegionCompiler;
import org.junit.jupiter.api.Test;

/** How translated code finds memory: pages that it knows, and accesses that look for theirs together. */
class TranslatedAccessTest {
    private static final int SOON = 3;
    private static final int MOST = 100;
    private static final int ROUNDS = 5000;
    private static final int PAGE = 4096;

    private final RegionCompiler compiler = Regions.compiler();
    private final Guest guest = new Guest(new TestBoard(new Engine(SOON, MOST, (code, _, ready) -> {
        ready.accept(compiler.translate(code));
        return true;
    })));

    private long figure(String name) {
        return guest.hart.statistics().getOrDefault(name, -1L);
    }

    /** Adds two doublewords at a1 to a0, and writes a2 to the two behind them, a2 times. */
    private void runGroups(long where) {
        guest.set("a0", 0).set("a1", where).set("a2", ROUNDS);
        guest.run(
                Asm.i("ld", T0, A1, 0),
                Asm.i("ld", T1, A1, 8),
                Asm.store("sd", A2, A1, 16),
                Asm.store("sd", A2, A1, 24),
                Asm.r("add", A0, A0, T0),
                Asm.r("add", A0, A0, T1),
                Asm.i("addi", A2, A2, -1),
                Asm.branch("bne", A2, ZERO, -28));
    }

    @Test
    void accessesThatLookForTheirPageTogetherStayInTheirRegion() {
        guest.memory(Guest.DATA, 8, 3).memory(Guest.DATA + 8, 8, 4);
        runGroups(Guest.DATA);

        assertEquals(7 * ROUNDS, guest.get("a0"));
        assertEquals(1, guest.memory(Guest.DATA + 24, 8));
        assertTrue(figure("left-for-memory") < 10, () -> "" + guest.hart.statistics());
        assertTrue(figure("instructions-translated") > 8 * (ROUNDS - 10), () -> "" + guest.hart.statistics());
    }

    @Test
    void accessesOfAGroupMayBeInTwoPages() {
        for (int first = PAGE - 24; first < PAGE; first += 8) {
            long where = Guest.DATA + first;
            guest.memory(where, 8, 3).memory(where + 8, 8, 4);
            runGroups(where);

            assertEquals(7 * ROUNDS, guest.get("a0"));
            assertEquals(1, guest.memory(where + 16, 8));
            assertEquals(1, guest.memory(where + 24, 8));
        }
        assertEquals(0, figure("left-for-pages"));
        assertTrue(figure("left-for-memory") < 20, () -> "" + guest.hart.statistics());
    }

    @Test
    void aGroupOutsideOfLoopsThatIsOftenInTwoPagesIsTranslatedAnew() {
        guest.memory(Guest.DATA + PAGE - 8, 8, 3).memory(Guest.DATA + PAGE, 8, 4);
        guest.set("a0", 0).set("a1", Guest.DATA + PAGE - 8);
        int[] code = {Asm.i("ld", T0, A1, 0), Asm.i("ld", T1, A1, 8), Asm.r("add", A0, A0, T0), Asm.r("add", A0, A0, T1)
        };
        guest.run(code);
        for (int i = 1; i < ROUNDS; i++) {
            guest.set("pc", TestBoard.RAM).go();
        }

        assertEquals(7 * ROUNDS, guest.get("a0"));
        assertTrue(figure("regions-dropped") > 0, () -> "" + guest.hart.statistics());
        assertTrue(figure("left-for-pages") < ROUNDS / 2, () -> "" + guest.hart.statistics());
    }

    @Test
    void misalignedAccessesOfAGroupAreLeft() {
        guest.memory(Guest.DATA + 1, 8, 3).memory(Guest.DATA + 9, 8, 4);
        runGroups(Guest.DATA + 1);

        assertEquals(7 * ROUNDS, guest.get("a0"));
        assertEquals(1, guest.memory(Guest.DATA + 25, 8));
        assertTrue(figure("left-for-memory") > ROUNDS - 10, () -> "" + guest.hart.statistics());
    }

    @Test
    void accessesOfSeveralSizesAndOffsetsMayBeAGroup() {
        guest.memory(Guest.DATA - 12, 4, 5).memory(Guest.DATA + 1, 1, 6).memory(Guest.DATA + 8, 8, 7);
        guest.set("a0", 0).set("a1", Guest.DATA).set("a2", ROUNDS);
        guest.run(
                Asm.i("lw", T0, A1, -12 & 0xfff),
                Asm.i("lb", T1, A1, 1),
                Asm.i("ld", A3, A1, 8),
                Asm.r("add", A0, A0, T0),
                Asm.r("add", A0, A0, T1),
                Asm.r("add", A0, A0, A3),
                Asm.i("addi", A2, A2, -1),
                Asm.branch("bne", A2, ZERO, -28));

        assertEquals(18 * ROUNDS, guest.get("a0"));
        assertTrue(figure("left-for-memory") < 10, () -> "" + guest.hart.statistics());
    }

    @Test
    void theFirstPageOfAllIsNotKnownBeforeItWasFound() {
        guest.set("a0", 0).set("a1", Guest.DATA).set("a2", ROUNDS);
        guest.run(
                Asm.i("lb", T0, A1, 0),
                Asm.i("lb", T1, A1, 1),
                Asm.i("addi", A2, A2, -1),
                Asm.branch("bne", A2, ZERO, -12));
        for (long nowhere : new long[] {-2, -1, 0, 7, 4094}) {
            guest.set("a1", nowhere)
                    .set("a2", 1)
                    .set("mcause", 0)
                    .set("pc", TestBoard.RAM)
                    .go();

            assertEquals(Trap.LOAD_ACCESS_FAULT, guest.get("mcause"));
            assertEquals(nowhere, guest.get("mtval"));
        }
    }

    @Test
    void whatPointsFromPageToPageStaysInItsRegion() {
        int pages = 32;
        for (int i = 0; i < pages; i++) {
            guest.memory(Guest.DATA + (long) i * PAGE, 8, Guest.DATA + (i + 1L) % pages * PAGE);
        }
        guest.set("a1", Guest.DATA).set("a2", ROUNDS);
        guest.run(Asm.i("ld", A1, A1, 0), Asm.i("addi", A2, A2, -1), Asm.branch("bne", A2, ZERO, -8));

        assertEquals(Guest.DATA + (long) ROUNDS % pages * PAGE, guest.get("a1"));
        assertTrue(figure("left-for-memory") <= pages, () -> "" + guest.hart.statistics());
    }

    @Test
    void codeThatIsExactAgainIsTranslatedAnew() {
        long one = Double.doubleToRawLongBits(1);
        guest.set("mstatus", Mstatus.FS_DIRTY).set("fcsr", Fcsr.NX);
        guest.set("ft0", 0).set("ft1", one).set("a2", ROUNDS);
        guest.run(Asm.floating("fadd.d", 0, 0, 1, 0), Asm.i("addi", A2, A2, -1), Asm.branch("bne", A2, ZERO, -8));
        assertEquals(0, figure("left-for-floating"));

        guest.set("fcsr", 0).set("a2", ROUNDS).set("pc", TestBoard.RAM).go();
        assertEquals(2.0 * ROUNDS, Double.longBitsToDouble(guest.get("ft0")));
        assertEquals(0, guest.get("fcsr"));
        assertEquals(1, figure("regions-dropped"));
        assertTrue(figure("left-for-floating") < ROUNDS / 2, () -> "" + guest.hart.statistics());
    }
}
