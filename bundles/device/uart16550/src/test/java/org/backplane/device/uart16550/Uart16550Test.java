package org.backplane.device.uart16550;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import org.backplane.testkit.FakeSerialLine;
import org.backplane.testkit.FakeSlot;
import org.backplane.testkit.RegisterFuzz;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class Uart16550Test {
    static final int RBR = 0;
    static final int THR = 0;
    static final int DLL = 0;
    static final int IER = 1;
    static final int DLM = 1;
    static final int IIR = 2;
    static final int FCR = 2;
    static final int LCR = 3;
    static final int MCR = 4;
    static final int LSR = 5;
    static final int MSR = 6;
    static final int SCR = 7;

    /** Four characters of ten bits at 19200 baud, what divisor 12 makes of 230400. */
    static final long FOUR_CHARACTERS = 4 * 10 * 1_000_000_000L / 19200;

    final FakeSerialLine line = new FakeSerialLine();
    final FakeSlot slot = new FakeSlot().accessSize(1).connect("chardev", line);

    @BeforeEach
    void plug() {
        slot.plug(new Uart16550.Type(), new Uart16550.Properties(Optional.of("serial0"), 0, 230400));
    }

    @Test
    void itIsIdleAtPowerOn() {
        assertIdle();
    }

    @Test
    void unimplementedBitsReadAsZero() {
        slot.write(IER, 0xff);
        slot.write(MCR, 0xff);
        slot.write(SCR, 0xa5);
        assertEquals(0x0f, slot.read(IER));
        assertEquals(0x1f, slot.read(MCR));
        assertEquals(0xa5, slot.read(SCR));
    }

    @Test
    void theDivisorLatchCoversTwoRegisters() {
        slot.write(IER, 0x05);
        slot.write(LCR, 0x83);
        assertEquals(12, slot.read(DLL));
        slot.write(DLL, 0x34);
        slot.write(DLM, 0x12);
        assertEquals(0x34, slot.read(DLL));
        assertEquals(0x12, slot.read(DLM));
        slot.write(LCR, 0x03);
        assertEquals(0x05, slot.read(IER));
        assertEquals("", line.transmitted());
    }

    @Test
    void bytesAreSentAtOnce() {
        send("hello");
        assertEquals("hello", line.transmitted());
        assertEquals(0x60, slot.read(LSR));
    }

    @Test
    void aHostThatDoesNotReadHoldsTheTransmitterUp() {
        line.capacity(1);
        send("a");
        assertEquals(0x60, slot.read(LSR));
        send("b");
        assertEquals(0x00, slot.read(LSR));
        send("c");
        assertEquals(1, slot.guestErrors().size());
        line.capacity(100);
        assertEquals("ab", line.transmitted());
        assertEquals(0x60, slot.read(LSR));
    }

    @Test
    void theFifoHoldsSixteenBytesForASlowHost() {
        slot.write(FCR, 0x01);
        line.capacity(0);
        send("0123456789abcdefg");
        assertEquals(1, slot.guestErrors().size());
        line.capacity(3);
        assertEquals("012", line.transmitted());
        assertEquals(0x00, slot.read(LSR));
        line.capacity(100);
        assertEquals("0123456789abcdef", line.transmitted());
    }

    @Test
    void anEmptyTransmitterInterruptsOnceItsInterruptIsEnabled() {
        slot.write(IER, 0x02);
        assertTrue(irq());
        assertEquals(0x02, slot.read(IIR));
        assertFalse(irq());
        assertEquals(0x01, slot.read(IIR));
        send("x");
        assertTrue(irq());
        slot.write(IER, 0x00);
        assertFalse(irq());
    }

    @Test
    void aTransmitterThatWaitsForTheHostDoesNotInterrupt() {
        slot.write(IER, 0x02);
        line.capacity(0);
        send("x");
        assertFalse(irq());
        slot.write(IER, 0x00);
        slot.write(IER, 0x02);
        assertFalse(irq());
        line.capacity(1);
        assertTrue(irq());
    }

    @Test
    void aReceivedByteInterruptsUntilItIsRead() {
        slot.write(IER, 0x01);
        line.type("x");
        assertTrue(irq());
        assertEquals(0x04, slot.read(IIR));
        assertEquals(0x61, slot.read(LSR));
        assertEquals('x', slot.read(RBR));
        assertFalse(irq());
        assertEquals(0x60, slot.read(LSR));
    }

    @Test
    void withoutFifosTheLineWaitsForEachByte() {
        line.type("abc");
        assertEquals(2, line.waiting());
        assertEquals("abc", receive(3));
        assertEquals(0, slot.read(RBR));
        assertEquals(0x60, slot.read(LSR));
    }

    @Test
    void withFifosItTakesSixteen() {
        slot.write(FCR, 0x01);
        line.type("0123456789abcdefXYZ");
        assertEquals(3, line.waiting());
        assertEquals("0123456789abcdefXYZ", receive(19));
    }

    @Test
    void aFifoInterruptsFromItsTriggerLevelOn() {
        slot.write(FCR, 0x81);
        slot.write(IER, 0x01);
        assertEquals(0xc1, slot.read(IIR));
        line.type("1234567");
        assertFalse(irq());
        line.type("8");
        assertTrue(irq());
        assertEquals(0xc4, slot.read(IIR));
        slot.read(RBR);
        assertFalse(irq());
    }

    @Test
    void everyTriggerLevelIsThatOfTheDataSheet() {
        int[] levels = {1, 4, 8, 14};
        for (int i = 0; i < levels.length; i++) {
            slot.write(FCR, 0x03 | i << 6);
            slot.write(IER, 0x01);
            line.type("x".repeat(levels[i] - 1));
            assertFalse(irq());
            line.type("x");
            assertTrue(irq());
        }
    }

    @Test
    void fewerBytesInterruptFourCharactersAfterTheLast() {
        slot.write(LCR, 0x03);
        slot.write(FCR, 0xc1);
        slot.write(IER, 0x01);
        line.type("a");
        slot.advance(FOUR_CHARACTERS - 1);
        line.type("b");
        slot.advance(FOUR_CHARACTERS - 1);
        assertFalse(irq());
        slot.advance(1);
        assertTrue(irq());
        assertEquals(0xcc, slot.read(IIR));
        assertEquals('a', slot.read(RBR));
        assertFalse(irq());
        slot.advance(FOUR_CHARACTERS);
        assertTrue(irq());
        assertEquals('b', slot.read(RBR));
        slot.advance(10 * FOUR_CHARACTERS);
        assertFalse(irq());
    }

    @Test
    void thereIsNoTimeoutWithoutFifos() {
        line.type("a");
        slot.advance(10 * FOUR_CHARACTERS);
        slot.write(IER, 0x01);
        assertEquals(0x04, slot.read(IIR));
    }

    @Test
    void clearingTheFifosForgetsWhatTheyHold() {
        slot.write(FCR, 0x01);
        line.capacity(0);
        send("lost");
        line.type("lost");
        slot.write(FCR, 0x07);
        assertEquals(0x60, slot.read(LSR));
        line.capacity(100);
        assertEquals("", line.transmitted());
    }

    @Test
    void switchingTheFifosClearsThem() {
        slot.write(FCR, 0x01);
        line.type("lost");
        slot.write(FCR, 0x00);
        assertEquals(0x60, slot.read(LSR));
        assertEquals(0x01, slot.read(IIR));
    }

    @Test
    void fifoBitsCountOnlyTogetherWithTheEnablingOne() {
        line.type("a");
        slot.write(FCR, 0xc6);
        assertEquals("a", receive(1));
    }

    @Test
    void interruptsHaveTheirPriorities() {
        slot.write(MCR, 0x10);
        slot.read(MSR);
        slot.write(IER, 0x0f);
        send("a");
        send("b");
        slot.write(MCR, 0x11);
        assertEquals(0x06, slot.read(IIR));
        assertEquals(0x63, slot.read(LSR));
        assertEquals(0x04, slot.read(IIR));
        assertEquals('b', slot.read(RBR));
        assertEquals(0x02, slot.read(IIR));
        assertEquals(0x00, slot.read(IIR));
        assertTrue(irq());
        slot.read(MSR);
        assertEquals(0x01, slot.read(IIR));
        assertFalse(irq());
    }

    @Test
    void inLoopbackBytesComeBackAndTheLineIsCutOff() {
        slot.write(FCR, 0x01);
        slot.write(MCR, 0x10);
        send("loop");
        line.type("outside");
        assertEquals("loop", receive(4));
        assertEquals("", line.transmitted());
        assertEquals(7, line.waiting());
        slot.write(MCR, 0x00);
        assertEquals("outside", receive(7));
    }

    @Test
    void aFullFifoInLoopbackKeepsWhatItHas() {
        slot.write(FCR, 0x01);
        slot.write(MCR, 0x10);
        send("0123456789abcdefX");
        assertEquals(0x63, slot.read(LSR));
        assertEquals(0x61, slot.read(LSR));
        assertEquals("0123456789abcdef", receive(16));
    }

    @Test
    void inLoopbackModemOutputsAreInputs() {
        slot.write(MCR, 0x10);
        assertEquals(0x0b, slot.read(MSR));
        slot.write(MCR, 0x1a);
        assertEquals(0x99, slot.read(MSR));
        slot.write(MCR, 0x1f);
        assertEquals(0xf2, slot.read(MSR));
        slot.write(MCR, 0x1b);
        assertEquals(0xb4, slot.read(MSR));
        assertEquals(0xb0, slot.read(MSR));
    }

    @Test
    void bytesOnTheirWaySurviveASwap() {
        slot.write(FCR, 0x01);
        slot.write(IER, 0x03);
        line.capacity(0);
        send("out");
        line.type("in");
        slot.swap();
        assertEquals(0x01, slot.read(LSR));
        line.capacity(100);
        assertEquals("out", line.transmitted());
        assertEquals("in", receive(2));
        assertEquals(0xc2, slot.read(IIR));
    }

    @Test
    void roomThatAppearsDuringASwapIsUsed() {
        line.capacity(0);
        send("x");
        slot.unplug();
        line.capacity(1);
        slot.plug(
                new Uart16550.Type(),
                new Uart16550.Properties(Optional.of("serial0"), 0, 230400),
                slot.state(Uart16550.State.class));
        assertEquals("x", line.transmitted());
        assertEquals(0x60, slot.read(LSR));
    }

    @Test
    void aTimeoutUnderWaySurvivesASwap() {
        slot.write(LCR, 0x03);
        slot.write(FCR, 0xc1);
        slot.write(IER, 0x01);
        line.type("a");
        slot.advance(FOUR_CHARACTERS - 1);
        slot.swap();
        assertFalse(irq());
        slot.advance(1);
        assertTrue(irq());
        slot.swap();
        assertEquals(0xcc, slot.read(IIR));
        assertEquals(1, slot.irq("irq").rises());
    }

    @Test
    void aResetStopsInterruptsAndForgetsBytes() {
        slot.write(FCR, 0x01);
        slot.write(IER, 0x0f);
        slot.write(LCR, 0x03);
        slot.write(SCR, 0x5a);
        line.capacity(0);
        send("lost");
        line.type("lost");
        slot.device().reset();
        assertIdle();
        assertEquals(0x5a, slot.read(SCR));
        slot.write(IER, 0x01);
        slot.advance(10 * FOUR_CHARACTERS);
        assertFalse(irq());
    }

    @Test
    void aPortWithoutALineSwallowsOutput() {
        var alone = new FakeSlot().accessSize(1);
        alone.plug(new Uart16550.Type(), new Uart16550.Properties(Optional.empty(), 0, 230400));
        alone.write(THR, 'x');
        assertEquals(0x60, alone.read(LSR));
    }

    @Test
    void registersMayLieFurtherApart() {
        var wide = new FakeSlot().accessSize(1);
        var properties = new Uart16550.Properties(Optional.empty(), 2, 115200);
        wide.plug(new Uart16550.Type(), properties);
        wide.write(SCR << 2, 0x5a);
        assertEquals(0x5a, wide.read(SCR << 2));
        assertEquals(32, wide.window(0).size());
        assertEquals(
                Map.of("compatible", "ns16550a", "clock-frequency", 1_843_200, "reg-shift", 2),
                new Uart16550.Type().deviceTree(properties));
    }

    @Test
    void aDivisorOfZeroIsSurvived() {
        slot.write(LCR, 0x80);
        slot.write(DLL, 0);
        slot.write(LCR, 0x03);
        slot.write(FCR, 0xc1);
        slot.write(IER, 0x01);
        line.type("a");
        slot.advance(FOUR_CHARACTERS);
        assertTrue(irq());
    }

    @Test
    void badAccessesAreGuestErrors() {
        slot.read(RBR, 4);
        slot.read(RBR, 2);
        slot.write(LSR, 1);
        slot.write(MSR, 1);
        assertEquals(4, slot.guestErrors().size());
    }

    private void assertIdle() {
        assertEquals(0x00, slot.read(IER));
        assertEquals(0x01, slot.read(IIR));
        assertEquals(0x00, slot.read(LCR));
        assertEquals(0x60, slot.read(LSR));
        assertEquals(0xb0, slot.read(MSR));
        assertFalse(irq());
    }

    private void send(String text) {
        text.chars().forEach(value -> slot.write(THR, value));
    }

    private String receive(int count) {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append((char) slot.read(RBR));
        }
        return text.toString();
    }

    private boolean irq() {
        return slot.irq("irq").level();
    }

    @Test
    void aGuestThatPokesAtRandomDoesNoHarm() {
        RegisterFuzz.run(slot);
        slot.write(SCR, 0x5a);
        assertEquals(0x5a, slot.read(SCR));
    }
}
