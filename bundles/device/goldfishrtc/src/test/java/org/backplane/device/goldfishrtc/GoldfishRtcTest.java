package org.backplane.device.goldfishrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.backplane.testkit.FakeSlot;
import org.backplane.testkit.RegisterFuzz;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GoldfishRtcTest {
    static final int TIME_LOW = 0x00;
    static final int TIME_HIGH = 0x04;
    static final int ALARM_LOW = 0x08;
    static final int ALARM_HIGH = 0x0c;
    static final int IRQ_ENABLED = 0x10;
    static final int CLEAR_ALARM = 0x14;
    static final int ALARM_STATUS = 0x18;
    static final int CLEAR_INTERRUPT = 0x1c;

    final FakeSlot slot = new FakeSlot();

    @BeforeEach
    void plug() {
        slot.plug(new GoldfishRtc.Type(), new GoldfishRtc.Properties());
    }

    @Test
    void itTellsTheHostsTimeOfDay() {
        assertEquals(FakeSlot.HOST_START, readTime());
        slot.advance(1_000_000_007);
        assertEquals(FakeSlot.HOST_START + 1_000_000_007, readTime());
    }

    @Test
    void halvesOfTheTimeBelongTogether() {
        slot.hostTime().set(0x1_ffff_ffffL);
        assertEquals(0xffff_ffffL, slot.read(TIME_LOW));
        slot.advance(1);
        assertEquals(1, slot.read(TIME_HIGH));
        assertEquals(0x2_0000_0000L, readTime());
    }

    @Test
    void theGuestSetsTheTimeByHalves() {
        slot.write(TIME_HIGH, 5);
        slot.write(TIME_LOW, 7);
        assertEquals(0x5_0000_0007L, readTime());
        slot.advance(3);
        assertEquals(0x5_0000_000aL, readTime());
    }

    @Test
    void alarmRaisesTheInterruptUntilTheGuestClearsIt() {
        slot.write(IRQ_ENABLED, 1);
        alarmIn(100);
        assertEquals(1, slot.read(ALARM_STATUS));
        slot.advance(99);
        assertFalse(irq());
        slot.advance(1);
        assertTrue(irq());
        assertEquals(0, slot.read(ALARM_STATUS));
        slot.write(CLEAR_INTERRUPT, 1);
        assertFalse(irq());
    }

    @Test
    void anAlarmInThePastRingsAtOnce() {
        slot.write(IRQ_ENABLED, 1);
        slot.write(ALARM_HIGH, 0);
        slot.write(ALARM_LOW, 1);
        assertTrue(irq());
        assertEquals(0, slot.read(ALARM_STATUS));
    }

    @Test
    void anAlarmIsHeldBackUntilItsInterruptIsEnabled() {
        alarmIn(100);
        slot.advance(100);
        assertFalse(irq());
        slot.write(IRQ_ENABLED, 1);
        assertTrue(irq());
        slot.write(IRQ_ENABLED, 0);
        assertFalse(irq());
    }

    @Test
    void aClearedAlarmDoesNotRing() {
        slot.write(IRQ_ENABLED, 1);
        alarmIn(100);
        slot.write(CLEAR_ALARM, 1);
        assertEquals(0, slot.read(ALARM_STATUS));
        slot.advance(200);
        assertFalse(irq());
    }

    @Test
    void anAlarmFollowsTheTimeThatTheGuestSets() {
        slot.write(IRQ_ENABLED, 1);
        alarmIn(1000);
        long sooner = readTime() + 900;
        slot.write(TIME_HIGH, sooner >>> 32);
        slot.write(TIME_LOW, sooner);
        slot.advance(99);
        assertFalse(irq());
        slot.advance(1);
        assertTrue(irq());
    }

    @Test
    void halfAnAlarmDoesNotRing() {
        slot.write(IRQ_ENABLED, 1);
        alarmIn(1000);
        slot.write(ALARM_HIGH, 0);
        slot.swap();
        slot.advance(999);
        assertFalse(irq());
    }

    @Test
    void anAlarmInCenturiesDoesNotRingToday() {
        slot.write(IRQ_ENABLED, 1);
        slot.write(ALARM_HIGH, 0xffff_ffffL);
        slot.write(ALARM_LOW, 0xffff_ffffL);
        slot.advance(1_000_000_000);
        assertFalse(irq());
        assertEquals(1, slot.read(ALARM_STATUS));
    }

    @Test
    void anArmedAlarmSurvivesASwap() {
        slot.write(IRQ_ENABLED, 1);
        alarmIn(100);
        slot.swap();
        slot.advance(99);
        assertFalse(irq());
        slot.advance(1);
        assertTrue(irq());
        assertEquals(1, slot.irq("alarm").rises());
    }

    @Test
    void theTimeThatTheGuestHasSetSurvivesASwap() {
        slot.write(TIME_HIGH, 5);
        slot.write(TIME_LOW, 7);
        slot.read(TIME_LOW);
        slot.swap();
        assertEquals(5, slot.read(TIME_HIGH));
        assertEquals(0x5_0000_0007L, readTime());
    }

    @Test
    void aResetForgetsTheAlarmAndTheTimeThatWasSet() {
        slot.write(IRQ_ENABLED, 1);
        alarmIn(100);
        slot.advance(100);
        alarmIn(100);
        slot.write(TIME_HIGH, 5);
        slot.device().reset();
        assertFalse(irq());
        assertEquals(0, slot.read(IRQ_ENABLED));
        assertEquals(0, slot.read(ALARM_STATUS));
        assertEquals(FakeSlot.HOST_START + 100, readTime());
        slot.advance(1000);
        slot.write(IRQ_ENABLED, 1);
        assertFalse(irq());
    }

    @Test
    void badAccessesAreGuestErrors() {
        slot.read(TIME_LOW, 1);
        slot.read(TIME_LOW, 8);
        slot.write(ALARM_STATUS, 1);
        slot.read(0x20);
        assertEquals(4, slot.guestErrors().size());
    }

    private long readTime() {
        long low = slot.read(TIME_LOW);
        return slot.read(TIME_HIGH) << 32 | low;
    }

    private void alarmIn(long nanos) {
        long alarm = readTime() + nanos;
        slot.write(ALARM_HIGH, alarm >>> 32);
        slot.write(ALARM_LOW, alarm & 0xffff_ffffL);
    }

    private boolean irq() {
        return slot.irq("alarm").level();
    }

    @Test
    void aGuestThatPokesAtRandomDoesNoHarm() {
        RegisterFuzz.run(slot);
        slot.write(TIME_HIGH, 5);
        slot.write(TIME_LOW, 7);
        assertEquals(0x5_0000_0007L, readTime());
    }
}
