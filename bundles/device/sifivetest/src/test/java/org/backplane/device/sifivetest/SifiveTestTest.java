package org.backplane.device.sifivetest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.backplane.testkit.FakeSlot;
import org.backplane.testkit.FakeSlot.PowerRequest;
import org.backplane.testkit.RegisterFuzz;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SifiveTestTest {
    static final int FINISHER = 0;

    final FakeSlot slot = new FakeSlot();

    @BeforeEach
    void plug() {
        slot.plug(new SifiveTest.Type(), new SifiveTest.Properties());
    }

    @Test
    void passSwitchesOffWithSuccess() {
        slot.write(FINISHER, 0x5555);
        assertEquals(List.of(new PowerRequest.Off(0)), slot.powerRequests());
    }

    @Test
    void aDriverMayWriteTheLowHalfOnly() {
        slot.write(FINISHER, 2, 0x5555);
        assertEquals(List.of(new PowerRequest.Off(0)), slot.powerRequests());
    }

    @Test
    void failTellsItsCode() {
        slot.write(FINISHER, 0x002a_3333);
        assertEquals(List.of(new PowerRequest.Off(42)), slot.powerRequests());
    }

    @Test
    void aFailureTooGreatForAnExitCodeIsNotSuccess() {
        slot.write(FINISHER, 0x0100_3333);
        slot.write(FINISHER, 0xffff_3333L);
        assertEquals(List.of(new PowerRequest.Off(255), new PowerRequest.Off(255)), slot.powerRequests());
    }

    @Test
    void theGuestMayResetTheMachine() {
        slot.write(FINISHER, 0x7777);
        assertEquals(List.of(new PowerRequest.Reset()), slot.powerRequests());
    }

    @Test
    void anythingElseIsAGuestError() {
        slot.write(FINISHER, 0x1234);
        slot.write(FINISHER + 2, 2, 0x5555);
        slot.write(0x04, 0x5555);
        slot.write(FINISHER, 8, 0x5555);
        assertEquals(List.of(), slot.powerRequests());
        assertEquals(4, slot.guestErrors().size());
    }

    @Test
    void itWorksAfterASwapAndAReset() {
        slot.swap().reset();
        assertEquals(0, slot.read(FINISHER));
        slot.write(FINISHER, 0x5555);
        assertEquals(List.of(new PowerRequest.Off(0)), slot.powerRequests());
    }

    @Test
    void aGuestThatPokesAtRandomDoesNoHarm() {
        RegisterFuzz.run(slot);
        int before = slot.powerRequests().size();
        slot.write(0, 0x5555);
        assertEquals(before + 1, slot.powerRequests().size());
    }
}
