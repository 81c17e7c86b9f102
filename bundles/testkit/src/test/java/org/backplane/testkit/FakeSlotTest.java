package org.backplane.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.backplane.api.backend.BlockBackend;
import org.backplane.api.backend.BlockBackend.Status;
import org.backplane.api.backend.SerialLine;
import org.backplane.api.device.Clock;
import org.backplane.api.device.Device;
import org.backplane.api.device.DeviceType;
import org.backplane.api.device.Mmio;
import org.backplane.api.device.Registers;
import org.backplane.api.device.Slot;
import org.junit.jupiter.api.Test;

class FakeSlotTest {
    final FakeSlot slot = new FakeSlot();

    @Test
    void timersFireInTheOrderOfTheirTimesAndSeeThem() {
        var clock = new FakeClock();
        var seen = new ArrayList<Long>();
        clock.timer(() -> seen.add(clock.now())).at(20);
        clock.timer(() -> seen.add(clock.now())).at(10);
        clock.advance(15);
        assertEquals(List.of(10L), seen);
        clock.advance(15);
        assertEquals(List.of(10L, 20L), seen);
        assertEquals(30, clock.now());
    }

    @Test
    void aTimerOfThePastFiresSoonButNotFromWithin() {
        var clock = new FakeClock(100);
        var seen = new ArrayList<Long>();
        clock.timer(() -> seen.add(clock.now())).at(10);
        assertEquals(List.of(), seen);
        clock.advance(0);
        assertEquals(List.of(100L), seen);
    }

    @Test
    void aTimerArmedTwiceFiresOnceAtTheLaterArming() {
        var clock = new FakeClock();
        var seen = new ArrayList<Long>();
        var timer = clock.timer(() -> seen.add(clock.now()));
        timer.at(10);
        timer.at(20);
        clock.advance(50);
        assertEquals(List.of(20L), seen);
    }

    @Test
    void timersThatFireWithoutEndFailTheTest() {
        var clock = new FakeClock();
        var timer = new Clock.Timer[1];
        timer[0] = clock.timer(() -> timer[0].at(0));
        timer[0].at(0);
        assertThrows(AssertionError.class, () -> clock.advance(1));
    }

    @Test
    void aSwapCopiesTheStateAndDropsTimersOfTheOldDevice() {
        slot.plug(new CounterType(), new None());
        slot.write(0, 5);
        var old = slot.state(CounterState.class);
        slot.swap();
        var copy = slot.state(CounterState.class);
        assertNotSame(old, copy);
        assertNotSame(old.history, copy.history);
        assertArrayEquals(new int[] {5}, copy.history);
        slot.advance(10);
        assertEquals(0, old.fired);
        assertEquals(1, copy.fired);
        assertEquals(5, slot.read(0));
    }

    @Test
    void aStateThatIsNoPlainDataCannotBeSwapped() {
        slot.plug(new CounterType(), new None());
        slot.state(CounterState.class).nested.anything = new ArrayList<>();
        assertThrows(AssertionError.class, slot::swap);
    }

    @Test
    void anAnswerWiderThanTheAccessFailsTheTest() {
        slot.plug(new CounterType(), new None());
        slot.write(0, 0x1_00);
        slot.map(1, new Wide());
        assertThrows(AssertionError.class, () -> slot.read(1, 0, 4));
    }

    @Test
    void accessesNoMachineMakesAreTheTestsMistake() {
        slot.plug(new CounterType(), new None());
        assertThrows(IllegalArgumentException.class, () -> slot.read(4));
        assertThrows(IllegalArgumentException.class, () -> slot.read(1, 2));
    }

    @Test
    void aHostThatDoesNotReadHoldsTheDeviceUp() {
        var line = new FakeSerialLine();
        var terminal = new Terminal();
        line.attach(terminal);
        line.capacity(1);
        assertTrue(line.transmit('a'));
        assertFalse(line.transmit('b'));
        line.capacity(10);
        assertEquals(1, terminal.writable);
        assertEquals("a", line.transmitted());
    }

    @Test
    void typedTextWaitsForRoom() {
        var line = new FakeSerialLine();
        var terminal = new Terminal();
        terminal.room = 2;
        line.attach(terminal);
        line.type("abc");
        assertEquals("ab", terminal.received.toString());
        assertEquals(1, line.waiting());
        terminal.room = 1;
        line.readyToReceive();
        assertEquals("abc", terminal.received.toString());
    }

    @Test
    void aBlockRequestMovesDataWhenTheTestCompletesIt() {
        var contents = new byte[512];
        contents[0] = 42;
        slot.connect("drive", new FakeBlockBackend(contents, false));
        slot.plug(new CounterType(), new None());
        var blocks = slot.backend("drive", BlockBackend.class);
        var into = List.of(new BlockBackend.Extent(FakeSlot.RAM_BASE, 512));
        blocks.submit(new BlockBackend.Request(7, BlockBackend.Operation.READ, 0, 512, into));
        assertEquals(0, slot.dma().read(FakeSlot.RAM_BASE, 1));
        ((FakeBlockBackend) blocks).complete();
        assertEquals(42, slot.dma().read(FakeSlot.RAM_BASE, 1));
        assertEquals("7 OK", slot.state(CounterState.class).completed);
    }

    @Test
    void memoryAroundTheRamIsNotReached() {
        var bytes = new byte[16];
        assertFalse(slot.dma().read(FakeSlot.RAM_BASE - 8, bytes, 0, 16));
        assertFalse(slot.dma().write(-1, bytes, 0, 1));
        assertTrue(slot.dma().write(FakeSlot.RAM_BASE, bytes, 0, 16));
    }

    record None() {}

    static final class CounterState {
        int[] history = {0};
        int fired;
        boolean armed;
        String completed = "";
        Nested nested = new Nested();
    }

    static final class Nested {
        Object anything = "";
    }

    static final class CounterType implements DeviceType<None, CounterState> {
        @Override
        public CounterState powerOn(None properties) {
            return new CounterState();
        }

        @Override
        public Device create(None properties, CounterState state, Slot slot) {
            var timer = slot.clock().timer(() -> state.fired++);
            slot.map(Registers.words(slot, 4).readWrite(0, "COUNT", () -> state.history[0], value -> {
                state.history[0] = (int) value;
                state.armed = true;
                timer.at(10);
            }));
            if (state.armed) {
                timer.at(10);
            }
            return new Device() {
                @Override
                public void reset() {
                    timer.cancel();
                }

                @Override
                public void completed(long id, Status status) {
                    state.completed = id + " " + status;
                }
            };
        }
    }

    static final class Wide implements Mmio {
        @Override
        public long size() {
            return 4;
        }

        @Override
        public long read(long offset, int bytes) {
            return -1;
        }

        @Override
        public void write(long offset, int bytes, long value) {}
    }

    static final class Terminal implements SerialLine.Receiver {
        final StringBuilder received = new StringBuilder();
        int room;
        int writable;

        @Override
        public int room() {
            return room;
        }

        @Override
        public void receive(int value) {
            received.append((char) value);
            room--;
        }

        @Override
        public void writable() {
            writable++;
        }
    }
}
