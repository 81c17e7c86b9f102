package org.backplane.core.board;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiConsumer;
import org.backplane.api.command.CommandException;
import org.backplane.api.device.Device;
import org.backplane.api.device.DeviceType;
import org.backplane.api.device.Formerly;
import org.backplane.api.device.Irq;
import org.backplane.api.device.Registers;
import org.backplane.api.device.Slot;
import org.backplane.api.memory.AddressSpace.BusFault;
import org.backplane.api.phase.Phase;
import org.backplane.api.phase.RunState;
import org.backplane.core.Bench;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A counter in its slot is followed by other versions of it. */
@Timeout(60)
class SwapTest {
    static final long COUNTER = 0x1000_0000L;
    static final long ALARM = COUNTER + 8;
    static final long BUG = COUNTER + 16;

    record None() {}

    static final class State {
        long count;
        long alarm;
        boolean ringing;
    }

    static final class LaterState {
        @Formerly("count")
        long ticks;

        long alarm;
        boolean ringing;
        long added = 5;
    }

    static final class UnfitState {
        boolean count;
    }

    /** Where a device is, so that tests can reach it as a processor does. */
    private Optional<MemoryMap> memory = Optional.empty();

    private final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final Bench bench = new Bench();

    /** Counts what is written, by one or by more; rings when it is time. */
    final class Counter implements DeviceType<None, State> {
        private final String version;
        private final long step;

        Counter(String version, long step) {
            this.version = version;
            this.step = step;
        }

        @Override
        public State powerOn(None properties) {
            return new State();
        }

        @Override
        public Device create(None properties, State state, Slot slot) {
            memory = Optional.of((MemoryMap) slot.dma());
            var irq = slot.irq("alarm");
            var timer = slot.clock().timer(() -> {
                state.ringing = true;
                irq.set(true);
                told.add(version);
            });
            irq.set(state.ringing);
            if (state.alarm != 0 && !state.ringing) {
                timer.at(state.alarm);
            }
            slot.map(Registers.doubles(slot, 0x20)
                    .readWrite(0, "COUNT", () -> state.count, _ -> state.count += step)
                    .readWrite(8, "ALARM", () -> state.alarm, value -> {
                        state.alarm = value;
                        timer.at(value);
                    })
                    .writeOnly(16, "BUG", _ -> {
                        throw new IllegalStateException("a bug in " + version);
                    }));
            return () -> state.count = 0;
        }
    }

    /** Has other names in its state. */
    private static final class Renaming implements DeviceType<None, LaterState> {
        @Override
        public LaterState powerOn(None properties) {
            return new LaterState();
        }

        @Override
        public Device create(None properties, LaterState state, Slot slot) {
            slot.map(Registers.doubles(slot, 0x20)
                    .readOnly(0, "TICKS", () -> state.ticks)
                    .readOnly(8, "ADDED", () -> state.added));
            return () -> {};
        }
    }

    /** Goes wrong after it has asked the slot for things. */
    private static final class Failing<S> implements DeviceType<None, S> {
        private final S state;
        private final BiConsumer<Slot, Irq> bug;

        private Failing(S state, BiConsumer<Slot, Irq> bug) {
            this.state = state;
            this.bug = bug;
        }

        @Override
        public S powerOn(None properties) {
            return state;
        }

        @Override
        public Device create(None properties, S onState, Slot slot) {
            slot.map(Registers.words(slot, 0x20));
            bug.accept(slot, slot.irq("alarm"));
            return () -> {};
        }
    }

    private final List<Boolean> levels = new ArrayList<>();

    @BeforeEach
    void plug() {
        bench.registry.register(DeviceType.class, "backplane.device.name", "counter", new Counter("1.0", 1));
        bench.machine(Phase.MACHINE_INITIALIZED);
        bench.onLoop(() -> vm().plug("c", "counter", Optional.empty(), Map.of()).irq("alarm", levels::add));
        bench.onLoop(() -> bench.phases.advance(Phase.MACHINE_READY));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private Vm vm() {
        return bench.vm;
    }

    private Vm.Swapped swap(DeviceType<?, ?> successor) {
        return swap("counter", successor);
    }

    private Vm.Swapped swap(String type, DeviceType<?, ?> successor) {
        var successors = new Successors().add(DeviceType.class, type, new Counter("1.0", 1), successor);
        return bench.loop.call(() -> vm().swap(successors));
    }

    private String refusal(DeviceType<?, ?> successor) {
        return assertThrows(CommandException.class, () -> swap(successor)).message();
    }

    private long read(long address) throws BusFault {
        return memory.orElseThrow().read(address, 8);
    }

    private void write(long address, long value) throws BusFault {
        memory.orElseThrow().write(address, 8, value);
    }

    private void count() throws BusFault {
        write(COUNTER, 0);
    }

    @Test
    void theNewCodeGoesOnWithTheOldState() throws Exception {
        count();
        count();

        var swapped = swap(new Counter("2.0", 10));

        assertEquals(List.of("/machine/peripheral/c"), swapped.devices());
        assertTrue(swapped.pauseNanos() > 0);
        count();
        assertEquals(12, read(COUNTER));
    }

    @Test
    void devicesOfOtherTypesStay() throws Exception {
        count();
        assertEquals(List.of(), swap("clock", new Counter("2.0", 10)).devices());
        count();
        assertEquals(2, read(COUNTER));
    }

    @Test
    void aRenamedFieldIsFoundAndAnAddedOneIsAsAtPowerOn() throws Exception {
        count();
        swap(new Renaming());
        assertEquals(1, read(COUNTER));
        assertEquals(5, read(ALARM));
    }

    @Test
    void aTimerGoesOnInTheNewCodeOnly() throws Exception {
        write(ALARM, 1_000_000);
        swap(new Counter("2.0", 10));
        bench.onLoop(vm()::cont);

        assertEquals("2.0", told.take());
        bench.onLoop(() -> vm().stop(RunState.PAUSED));
        assertNull(told.poll());
        assertEquals(true, levels.getLast());
    }

    @Test
    void aMachineThatRunsGoesOnRunning() throws Exception {
        bench.onLoop(vm()::cont);
        swap(new Counter("2.0", 10));
        assertEquals(RunState.RUNNING, vm().state());
        write(ALARM, 1);
        assertEquals("2.0", told.take());
    }

    @Test
    void whenTheNewCodeThrowsTheOldIsBackAsItWas() throws Exception {
        write(ALARM, 1);
        bench.onLoop(vm()::cont);
        told.take();
        bench.onLoop(() -> vm().stop(RunState.PAUSED));
        count();

        var refusal = refusal(new Failing<>(new State(), (_, irq) -> {
            irq.set(false);
            throw new IllegalStateException("a bug in 2.0");
        }));

        assertEquals(
                "/machine/peripheral/c cannot be taken over: java.lang.IllegalStateException: a bug in 2.0", refusal);
        assertEquals(1, read(COUNTER));
        count();
        assertEquals(2, read(COUNTER));
        assertEquals(true, levels.getLast(), "the line is at the old level");
    }

    @Test
    void whenTheNewCodeDoesNotFitTheBoardTheOldIsBack() throws Exception {
        count();
        var refusal = refusal(new Failing<>(new State(), (slot, _) -> slot.map(0, Registers.words(slot, 4))));
        assertTrue(refusal.endsWith("window 0 is mapped twice"), refusal);
        assertEquals(1, read(COUNTER));
    }

    @Test
    void aStateThatDoesNotFitIsRefusedByName() throws Exception {
        count();
        assertEquals(
                "/machine/peripheral/c cannot be taken over: java.lang.IllegalArgumentException:"
                        + " UnfitState.count: expected boolean, but the state has 1",
                refusal(new Failing<>(new UnfitState(), (_, _) -> {})));
        assertEquals(1, read(COUNTER));
    }

    @Test
    void oneOfSeveralThatFailsLeavesAllAsTheyWere() throws Exception {
        bench.onLoop(vm()::destroy);
        bench.machine(Phase.MACHINE_INITIALIZED);
        bench.onLoop(() -> {
            vm().plug("c", "counter", Optional.empty(), Map.of());
            vm().plug("d", "counter", Optional.empty(), Map.of());
        });
        count();
        var made = new ArrayList<Slot>();
        refusal(new Failing<>(new State(), (slot, _) -> {
            made.add(slot);
            if (made.size() == 2) {
                throw new IllegalStateException("a bug in the second");
            }
        }));
        assertEquals(2, made.size());
        assertEquals(1, read(COUNTER));
    }

    @Test
    void aFaultyDeviceIsReplacedAndTheMachineCanGoOn() throws Exception {
        count();
        bench.onLoop(vm()::cont);
        write(BUG, 1);
        bench.await("STOP");
        assertEquals(RunState.INTERNAL_ERROR, vm().state());

        swap(new Counter("2.0", 10));

        assertEquals(RunState.PAUSED, vm().state());
        bench.onLoop(vm()::cont);
        assertEquals(1, read(COUNTER));
    }

    @Test
    void withoutAMachineThereIsNothingToSwap() {
        bench.onLoop(vm()::destroy);
        assertEquals(List.of(), swap(new Counter("2.0", 10)).devices());
    }
}
