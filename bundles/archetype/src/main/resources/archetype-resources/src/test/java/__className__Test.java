package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.backplane.testkit.FakeSlot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A device is tested on a slot whose time goes on when the test says so; no framework is started. */
class ${className}Test {
    static final int READY = 0x04;
    static final int NUMBER = 0x08;
    static final int INTERRUPTS = 0x0c;
    static final long MICRO = 1000;

    final FakeSlot slot = new FakeSlot();

    @BeforeEach
    void plug() {
        slot.plug(new ${className}.Type(), new ${className}.Properties(10));
    }

    @Test
    void aNumberTakesItsTime() {
        slot.advance(9 * MICRO);
        assertEquals(0, slot.read(READY));
        slot.advance(MICRO);
        assertEquals(1, slot.read(READY));
    }

    @Test
    void readingANumberBeginsTheNext() {
        slot.advance(10 * MICRO);
        long first = slot.read(NUMBER);
        assertEquals(0, slot.read(READY));
        slot.advance(10 * MICRO);
        assertNotEquals(first, slot.read(NUMBER));
    }

    @Test
    void itInterruptsWhenItIsToldTo() {
        slot.advance(10 * MICRO);
        assertFalse(slot.irq("ready").level());
        slot.write(INTERRUPTS, 1);
        assertTrue(slot.irq("ready").level());
        slot.read(NUMBER);
        assertFalse(slot.irq("ready").level());
    }

    @Test
    void aNewerBundleTakesTheNumberOver() {
        slot.advance(10 * MICRO);
        slot.swap();
        assertEquals(1, slot.read(READY));
    }
}
