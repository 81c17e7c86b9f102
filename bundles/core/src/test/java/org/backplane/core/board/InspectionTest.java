package org.backplane.core.board;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.device.Device;
import org.backplane.api.device.DeviceType;
import org.backplane.api.device.Irq;
import org.backplane.api.device.Registers;
import org.backplane.api.device.Slot;
import org.backplane.api.phase.Phase;
import org.backplane.core.Bench;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** To look at a device changes nothing. */
@Timeout(60)
class InspectionTest {
    private static final String PATH = "/machine/peripheral/f";

    record Properties(long depth) {}

    static final class State {
        int head = 7;
        byte[] few = {1, -1};
        long[] many = new long[100];
        String name = "fifo";
    }

    private final List<Irq> lines = new ArrayList<>();
    private final Bench bench = new Bench();

    /** A queue: reading its data takes it away. */
    private final class Fifo implements DeviceType<Properties, State> {
        @Override
        public State powerOn(Properties properties) {
            return new State();
        }

        @Override
        public Device create(Properties properties, State state, Slot slot) {
            lines.add(slot.irq("ready"));
            slot.map(Registers.words(slot, 0x100)
                    .readWrite(0, "DATA", () -> state.head++, _ -> {}, () -> state.head)
                    .array(4, "LEVEL", 2, index -> index, (_, _) -> {})
                    .array(0x40, "SLOT", 20, index -> index == 3 ? 9 : 0, (_, _) -> {}));
            return () -> {};
        }
    }

    @BeforeEach
    void plug() {
        bench.registry.register(DeviceType.class, "backplane.device.name", "fifo", new Fifo());
        bench.machine(Phase.MACHINE_INITIALIZED);
        bench.onLoop(() -> bench.vm.plug("f", "fifo", Optional.empty(), Map.of("depth", 4L)));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private Inspection.DeviceInfo look() {
        return bench.loop.call(() -> bench.vm.inspect(PATH)).orElseThrow();
    }

    @Test
    void registersAreShownWithoutReadingThem() {
        var expected = List.of(
                new Inspection.RegisterInfo("DATA", 0, 0, 7),
                new Inspection.RegisterInfo("LEVEL[0]", 0, 4, 0),
                new Inspection.RegisterInfo("LEVEL[1]", 0, 8, 1),
                new Inspection.RegisterInfo("SLOT[3]", 0, 0x4C, 9));
        assertEquals(expected, look().registers());
        assertEquals(expected, look().registers());
    }

    @Test
    void theStateIsNeutralAndLongArraysAreCounted() {
        assertEquals(
                Map.of("head", 7L, "few", List.of(1L, -1L), "many", "100 values, 0 of them not 0", "name", "fifo"),
                look().state());
        assertEquals(Map.of("depth", 4L), look().properties());
    }

    @Test
    void interruptsAreCountedWhenTheyRise() {
        lines.getFirst().set(true);
        lines.getFirst().set(true);
        lines.getFirst().set(false);
        lines.getFirst().set(true);
        var info = new Inspection.IrqInfo(PATH, "ready", true, 2);
        assertEquals(List.of(info), look().irqs());
        assertTrue(bench.loop.call(bench.vm::irqLines).contains(info));
    }

    @Test
    void theMapShowsMemoryAndDevices() {
        var mapped = bench.loop.call(bench.vm::mapped);
        assertTrue(mapped.stream().anyMatch(info -> info.kind() == Inspection.Kind.RAM));
        var window = mapped.stream()
                .filter(info -> info.name().equals(PATH))
                .findFirst()
                .orElseThrow();
        assertEquals(Inspection.Kind.DEVICE, window.kind());
        assertEquals(0x100, window.size());
        assertEquals(Optional.of(window.base()), look().windows().getFirst().base());
    }

    @Test
    void whatIsNotThereIsNotSeen() {
        assertEquals(Optional.empty(), bench.loop.call(() -> bench.vm.inspect("/machine/nothing")));
        bench.onLoop(bench.vm::destroy);
        assertEquals(List.of(), bench.loop.call(bench.vm::mapped));
        assertEquals(List.of(), bench.loop.call(bench.vm::irqLines));
    }
}
