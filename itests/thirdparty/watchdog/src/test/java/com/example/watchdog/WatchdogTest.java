package com.example.watchdog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.backplane.testkit.FakeSlot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchdogTest {
    static final int TIMEOUT = 0x04;
    static final int CONTROL = 0x08;
    static final int KICK = 0x0c;
    static final int STATUS = 0x10;
    static final int REMAINING = 0x14;
    static final long MILLI = 1_000_000;

    final FakeSlot slot = new FakeSlot();

    @BeforeEach
    void plug() {
        slot.plug(new Watchdog.Type(), new Watchdog.Properties(1000));
    }

    @Test
    void itInterruptsAGuestThatDoesNotKickIt() {
        slot.write(CONTROL, 1);
        slot.advance(999 * MILLI);
        assertFalse(slot.irq("irq").level());
        slot.advance(MILLI);
        assertTrue(slot.irq("irq").level());
        slot.write(STATUS, 1);
        assertFalse(slot.irq("irq").level());
    }

    @Test
    void aKickRestartsIt() {
        slot.write(CONTROL, 1);
        slot.advance(600 * MILLI);
        slot.write(KICK, 0);
        slot.advance(600 * MILLI);
        assertEquals(400, slot.read(REMAINING));
        assertEquals(0, slot.read(STATUS));
    }

    @Test
    void itResetsTheMachineIfItIsToldTo() {
        slot.write(TIMEOUT, 5);
        slot.write(CONTROL, 3);
        assertEquals(List.of(), slot.powerRequests());
        slot.advance(5 * MILLI);
        assertEquals(1, slot.powerRequests().size());
    }

    @Test
    void itGoesOnCountingWhenItsBundleIsReplaced() {
        slot.write(CONTROL, 1);
        slot.advance(600 * MILLI);
        slot.swap();
        slot.advance(399 * MILLI);
        assertEquals(0, slot.read(STATUS));
        slot.advance(MILLI);
        assertEquals(1, slot.read(STATUS));
    }
}
