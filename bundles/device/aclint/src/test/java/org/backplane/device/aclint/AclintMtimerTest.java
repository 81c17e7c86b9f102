package org.backplane.device.aclint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.backplane.testkit.FakeSlot;
import org.backplane.testkit.RegisterFuzz;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AclintMtimerTest {
    static final int MTIMECMP0 = 0;
    static final int MTIMECMP1 = 8;
    static final int MTIME = 0x7ff8;
    static final long NEVER = -1;

    final FakeSlot slot = new FakeSlot().accessSize(8);

    @BeforeEach
    void plug() {
        slot.plug(new AclintMtimer.Type(), properties(0, 2, 0, MTIME, 0x8000, 10_000_000));
    }

    @Test
    void itCountsTenMillionTicksASecond() {
        assertEquals(0, slot.read(MTIME));
        slot.advance(199);
        assertEquals(1, slot.read(MTIME));
        slot.advance(1_000_000_001);
        assertEquals(10_000_002, slot.read(MTIME));
    }

    @Test
    void timeHasComeAtPowerOn() {
        assertEquals(0, slot.read(MTIMECMP0));
        assertTrue(mtip(0));
    }

    @Test
    void aHartIsInterruptedWhenItsTimeHasCome() {
        slot.write(MTIMECMP0, NEVER);
        slot.write(MTIMECMP1, 3);
        slot.advance(299);
        assertFalse(mtip(1));
        slot.advance(1);
        assertTrue(mtip(1));
        assertFalse(mtip(0));
        slot.write(MTIMECMP1, 4);
        assertFalse(mtip(1));
        slot.advance(100);
        assertTrue(mtip(1));
    }

    @Test
    void registersAreAccessibleByHalves() {
        slot.write(MTIMECMP0, 4, 0x9abc_def0L);
        slot.write(MTIMECMP0 + 4, 4, 0x1234_5678);
        assertEquals(0x1234_5678_9abc_def0L, slot.read(MTIMECMP0));
        assertEquals(0x1234_5678, slot.read(MTIMECMP0 + 4, 4));
        assertEquals(0x9abc_def0L, slot.read(MTIMECMP0, 4));
        slot.write(MTIME + 4, 4, 1);
        assertEquals(0x1_0000_0000L, slot.read(MTIME));
    }

    @Test
    void settingTheTimeMayMakeAHartDueOrNotDue() {
        slot.write(MTIMECMP0, 1000);
        slot.write(MTIME, 1000);
        assertTrue(mtip(0));
        slot.write(MTIME, 990);
        assertFalse(mtip(0));
        slot.advance(999);
        assertFalse(mtip(0));
        slot.advance(1);
        assertTrue(mtip(0));
    }

    @Test
    void timeIsUnsigned() {
        slot.write(MTIMECMP0, Long.MIN_VALUE);
        assertFalse(mtip(0));
        slot.write(MTIME, Long.MIN_VALUE);
        assertTrue(mtip(0));
        slot.write(MTIMECMP0, NEVER);
        slot.write(MTIME, -2);
        assertFalse(mtip(0));
        slot.advance(100);
        assertTrue(mtip(0));
    }

    @Test
    void atAnOddFrequencyNoTickComesEarlyOrLate() {
        slot.plug(new AclintMtimer.Type(), properties(0, 1, 0, MTIME, 0x8000, 32_768));
        slot.write(MTIMECMP0, 32_769);
        slot.advance(1_000_030_517);
        assertEquals(32_768, slot.read(MTIME));
        assertFalse(mtip(0));
        slot.advance(1);
        assertEquals(32_769, slot.read(MTIME));
        assertTrue(mtip(0));
    }

    @Test
    void anArmedTimerSurvivesASwap() {
        slot.write(MTIMECMP0, 10);
        slot.write(MTIME, 5);
        slot.swap();
        assertEquals(5, slot.read(MTIME));
        slot.advance(499);
        assertFalse(mtip(0));
        slot.advance(1);
        assertTrue(mtip(0));
    }

    @Test
    void aResetBringsItBackInStepWithTheClock() {
        slot.advance(1000);
        slot.write(MTIME, 500);
        slot.write(MTIMECMP0, 1000);
        slot.device().reset();
        assertEquals(10, slot.read(MTIME));
        assertEquals(0, slot.read(MTIMECMP0));
    }

    @Test
    void badAccessesAreGuestErrors() {
        slot.read(MTIMECMP0, 2);
        slot.write(MTIMECMP0 + 16, 1);
        assertEquals(2, slot.guestErrors().size());
    }

    @Test
    void registersThatDoNotGoTogetherAreRefusedByName() {
        assertRefused("timecmp-base", properties(0, 2, 4, MTIME, 0x8000, 1));
        assertRefused("time-base", properties(0, 2, 0, 8, 0x8000, 1));
        assertRefused("time-base", properties(0, 2, 0, 0x8000, 0x8000, 1));
        assertRefused("num-harts", properties(0, 4095, 0x1000, 0, 0x8000, 1));
    }

    private void assertRefused(String name, AclintMtimer.Properties properties) {
        var refusal = assertThrows(
                IllegalArgumentException.class, () -> new FakeSlot().plug(new AclintMtimer.Type(), properties));
        assertTrue(String.valueOf(refusal.getMessage()).contains(name), refusal.getMessage());
    }

    private static AclintMtimer.Properties properties(
            int hartidBase, int harts, int timecmpBase, int timeBase, int aperture, long frequency) {
        return new AclintMtimer.Properties(hartidBase, harts, timecmpBase, timeBase, aperture, frequency);
    }

    private boolean mtip(int hart) {
        return slot.irq("mtip" + hart).level();
    }

    @Test
    void aGuestThatPokesAtRandomDoesNoHarm() {
        RegisterFuzz.run(slot);
        slot.write(MTIME, 5);
        assertEquals(5, slot.read(MTIME));
    }
}
