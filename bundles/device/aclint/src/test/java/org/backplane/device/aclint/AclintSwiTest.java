package org.backplane.device.aclint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.backplane.testkit.FakeSlot;
import org.backplane.testkit.RegisterFuzz;
import org.junit.jupiter.api.Test;

class AclintSwiTest {
    static final int MSIP0 = 0;
    static final int MSIP1 = 4;

    final FakeSlot slot = new FakeSlot();

    @Test
    void aHartIsInterruptedUntilItClearsItsRegister() {
        plugMachine();
        slot.write(MSIP1, 1);
        assertFalse(slot.irq("msip4").level());
        assertTrue(slot.irq("msip5").level());
        assertEquals(1, slot.read(MSIP1));
        slot.write(MSIP1, 0);
        assertFalse(slot.irq("msip5").level());
    }

    @Test
    void onlyTheLowestBitCounts() {
        plugMachine();
        slot.write(MSIP0, 0xffff_ffffL);
        assertEquals(1, slot.read(MSIP0));
        slot.write(MSIP0, 0xffff_fffeL);
        assertEquals(0, slot.read(MSIP0));
    }

    @Test
    void aPendingInterruptSurvivesASwap() {
        plugMachine();
        slot.write(MSIP0, 1);
        slot.swap();
        assertTrue(slot.irq("msip4").level());
        assertEquals(1, slot.irq("msip4").rises());
        assertEquals(1, slot.read(MSIP0));
    }

    @Test
    void aResetClearsIt() {
        plugMachine();
        slot.write(MSIP0, 1);
        slot.device().reset();
        assertFalse(slot.irq("msip4").level());
        assertEquals(0, slot.read(MSIP0));
    }

    @Test
    void aSupervisorsInterruptIsAnEdge() {
        slot.plug(new AclintSwi.Type(), new AclintSwi.Properties(0, 2, 1));
        slot.write(4, 1);
        slot.write(4, 1);
        slot.write(4, 0);
        assertEquals(List.of("ssip0", "ssip1"), slot.irqs());
        assertEquals(2, slot.irq("ssip1").rises());
        assertFalse(slot.irq("ssip1").level());
        assertEquals(0, slot.read(4));
        slot.swap().reset();
        assertEquals(2, slot.irq("ssip1").rises());
    }

    @Test
    void badAccessesAreGuestErrors() {
        plugMachine();
        slot.write(8, 1);
        slot.write(MSIP0, 2, 1);
        slot.read(MSIP0, 8);
        assertEquals(3, slot.guestErrors().size());
        assertFalse(slot.irq("msip4").level());
    }

    private void plugMachine() {
        slot.plug(new AclintSwi.Type(), new AclintSwi.Properties(4, 2, 0));
    }

    @Test
    void aGuestThatPokesAtRandomDoesNoHarm() {
        slot.plug(new AclintSwi.Type(), new AclintSwi.Properties(0, 2, 0));
        RegisterFuzz.run(slot);
        slot.write(0, 1);
        assertEquals(1, slot.read(0));
    }
}
