package org.backplane.cpu.riscv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PmpTest {
    private static final int TOR = 1 << 3;
    private static final int NA4 = 2 << 3;
    private static final int NAPOT = 3 << 3;
    private static final int LOCKED = 1 << 7;
    private static final int USER = HartState.USER;
    private static final int MACHINE = HartState.MACHINE;

    private final Pmp pmp = new Pmp(true);

    private boolean reads(long address, int mode) {
        return pmp.allows(address, 1, Pmp.READ, mode);
    }

    @Test
    void withoutRulesOnlyTheMachineMayDoAnything() {
        assertTrue(reads(0x8000_0000L, MACHINE));
        assertFalse(reads(0x8000_0000L, USER));
    }

    @Test
    void withoutProtectionEverybodyMay() {
        assertTrue(new Pmp(false).allows(0, 8, Pmp.WRITE, USER));
    }

    @Test
    void aRangeEndsBelowItsTop() {
        pmp.address(0, 0x1000 >> 2);
        pmp.address(1, 0x2000 >> 2);
        pmp.configuration(0, (TOR | Pmp.READ) << 8);

        assertFalse(reads(0xfff, USER));
        assertTrue(reads(0x1000, USER));
        assertTrue(reads(0x1fff, USER));
        assertFalse(reads(0x2000, USER));
    }

    @Test
    void powersOfTwoAreWrittenInOneRegister() {
        pmp.address(0, 0x8000_0000L >> 2 | 0x1ff);
        pmp.address(1, 0x1000 >> 2);
        pmp.configuration(0, NAPOT | Pmp.READ | (NA4 | Pmp.READ) << 8);

        assertTrue(reads(0x8000_0000L, USER));
        assertTrue(reads(0x8000_0fffL, USER));
        assertFalse(reads(0x8000_1000L, USER));
        assertTrue(reads(0x1003, USER));
        assertFalse(reads(0x1004, USER));
    }

    @Test
    void allOnesIsEverything() {
        pmp.address(0, -1);
        pmp.configuration(0, NAPOT | Pmp.READ);

        assertTrue(reads(0, USER));
        assertTrue(reads((1L << 56) - 1, USER));
    }

    @Test
    void theFirstMatchDecides() {
        pmp.address(0, 0x1000 >> 2);
        pmp.address(1, -1);
        pmp.configuration(0, NA4 | (NAPOT | Pmp.READ) << 8);

        assertFalse(reads(0x1000, USER));
        assertTrue(reads(0x1004, USER));
    }

    @Test
    void anAccessThatMatchesInPartFails() {
        pmp.address(0, 0x1000 >> 2);
        pmp.address(1, -1);
        pmp.configuration(0, NA4 | Pmp.READ | (NAPOT | Pmp.READ) << 8);

        assertFalse(pmp.allows(0x1000, 8, Pmp.READ, USER));
        assertTrue(pmp.allows(0x1000, 4, Pmp.READ, USER));
        assertFalse(pmp.uniform(0x1ff0));
        assertTrue(pmp.uniform(0x2000));
    }

    @Test
    void lockedEntriesBindTheMachineAndStay() {
        pmp.address(0, 0x1000 >> 2);
        pmp.configuration(0, LOCKED | NA4);
        assertFalse(reads(0x1000, MACHINE));

        pmp.configuration(0, NA4 | Pmp.READ);
        pmp.address(0, 0);
        assertEquals(LOCKED | NA4, pmp.configuration(0));
        assertEquals(0x1000 >> 2, pmp.address(0));
    }

    @Test
    void aLockedRangeLocksItsBeginning() {
        pmp.address(0, 0x400);
        pmp.address(1, 0x800);
        pmp.configuration(0, (long) (LOCKED | TOR) << 8);
        pmp.address(0, 0);

        assertEquals(0x400, pmp.address(0));
    }

    @Test
    void toWriteWithoutReadingIsReserved() {
        pmp.configuration(0, NA4 | Pmp.WRITE);

        assertEquals(0, pmp.configuration(0));
    }

    @Test
    void upperEntriesAreInTheirOwnRegister() {
        pmp.address(15, 0x1000 >> 2);
        pmp.configuration(2, (long) (NA4 | Pmp.READ) << 56);

        assertTrue(reads(0x1000, USER));
        assertEquals((long) (NA4 | Pmp.READ) << 56, pmp.configuration(2));
        assertEquals(0, pmp.configuration(0));
    }

    @Test
    void aHartMayTouchWhatIsAllowedInThePageOfWhatIsNot() {
        var guest = new Guest();
        long secret = Guest.DATA + 8;
        guest.set("pmpaddr0", secret >> 2)
                .set("pmpaddr1", -1)
                .set("pmpcfg0", NAPOT | (NAPOT | 7) << 8)
                .set("priv", 0)
                .set("a1", Guest.DATA);
        guest.memory(Guest.DATA, 8, 42);
        guest.run(Asm.i("ld", 12, 11, 0), Asm.i("ld", 13, 11, 8));

        assertEquals(42, guest.get("a2"));
        assertEquals(Trap.LOAD_ACCESS_FAULT, guest.get("mcause"));
        assertEquals(secret, guest.get("mtval"));
    }

    @Test
    void codeStopsWhereItMayNotBeFetched() {
        var guest = new Guest();
        long end = TestBoard.RAM + 8;
        guest.set("pmpaddr0", end >> 2)
                .set("pmpcfg0", TOR | Pmp.READ | Pmp.EXECUTE)
                .set("priv", 0)
                .run(Asm.i("addi", 10, 0, 1), Asm.i("addi", 10, 10, 1), Asm.i("addi", 10, 10, 1));

        assertEquals(2, guest.get("a0"));
        assertEquals(Trap.INSTRUCTION_ACCESS_FAULT, guest.get("mcause"));
        assertEquals(end, guest.get("mtval"));
    }
}
