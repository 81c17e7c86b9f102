package org.backplane.core.board;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.backplane.api.Default;
import org.backplane.api.backend.BlockBackend;
import org.backplane.api.backend.BlockBackend.Extent;
import org.backplane.api.backend.BlockBackend.Operation;
import org.backplane.api.backend.BlockBackend.Status;
import org.backplane.api.backend.BlockDriver;
import org.backplane.api.backend.BlockStore;
import org.backplane.api.command.CommandException;
import org.backplane.api.cpu.Architecture;
import org.backplane.api.cpu.Cpu;
import org.backplane.api.cpu.CpuSocket;
import org.backplane.api.cpu.CpuType;
import org.backplane.api.device.Device;
import org.backplane.api.device.DeviceType;
import org.backplane.api.device.Mmio;
import org.backplane.api.device.Registers;
import org.backplane.api.device.Slot;
import org.backplane.api.machine.Board;
import org.backplane.api.machine.BoardDevice;
import org.backplane.api.machine.BootLayout;
import org.backplane.api.machine.BootPlan;
import org.backplane.api.machine.Machine;
import org.backplane.api.memory.AddressSpace.BusFault;
import org.backplane.api.phase.Phase;
import org.backplane.api.phase.PhaseHandler;
import org.backplane.api.phase.RunState;
import org.backplane.core.Bench;
import org.backplane.core.FakeRegistry;
import org.backplane.core.IdleCpu;
import org.backplane.core.loop.MainLoop;
import org.backplane.core.loop.Phases;
import org.backplane.core.loop.PhasesOf;
import org.backplane.core.schema.Catalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VmTest {
    static final long RAM = 0x8000_0000L;
    static final long DEVICE = 0x1000_0000L;

    record None() {}

    /** A processor that counts rounds until it is kicked. */
    static final class Counter extends IdleCpu {
        final AtomicLong rounds = new AtomicLong();
        volatile boolean kicked;

        @Override
        public void reset() {
            rounds.set(0);
        }

        @Override
        public Exit run() {
            while (!kicked) {
                rounds.incrementAndGet();
                Thread.onSpinWait();
            }
            kicked = false;
            return Exit.KICKED;
        }

        @Override
        public void kick() {
            kicked = true;
        }

        @Override
        public long instructions() {
            return rounds.get();
        }
    }

    record CounterProperties(@Default("true") boolean counts) {}

    static final class CounterType implements CpuType<CounterProperties> {
        @Override
        public Architecture architecture() {
            return Architecture.RISCV64;
        }

        @Override
        public Cpu create(CounterProperties properties, CpuSocket socket) {
            return properties.counts() ? new Counter() : new IdleCpu();
        }
    }

    record GadgetProperties(Optional<String> drive) {}

    static final class GadgetState {
        long value;
    }

    /** A device that does what its registers are told, also wrong things. */
    final class GadgetType implements DeviceType<GadgetProperties, GadgetState> {
        @Override
        public GadgetState powerOn(GadgetProperties properties) {
            return new GadgetState();
        }

        @Override
        public Device create(GadgetProperties properties, GadgetState state, Slot slot) {
            var timer = slot.clock()
                    .timer(() -> told.add("timer at " + (slot.clock().now() >= 1_000_000)));
            var blocks = properties.drive().map(_ -> slot.backend("drive", BlockBackend.class));
            slot.map(Registers.doubles(slot, 0x20)
                    .readWrite(0x00, "VALUE", () -> state.value, value -> state.value = value)
                    .writeOnly(0x08, "TIMER", timer::at)
                    .writeOnly(0x10, "BUG", _ -> {
                        throw new IllegalStateException("a bug in the gadget");
                    })
                    .writeOnly(
                            0x18,
                            "READ_SECTOR",
                            sector -> blocks.ifPresent(backend -> backend.submit(new BlockBackend.Request(
                                    sector, Operation.READ, sector * 512, 512, List.of(new Extent(RAM, 512)))))));
            return new Device() {
                @Override
                public void reset() {
                    state.value = 0;
                    told.add("reset");
                }

                @Override
                public void completed(long id, Status status) {
                    told.add("completed " + id + " " + status);
                }
            };
        }
    }

    /** A device that is the first page of a disk, and writes back what the guest changes. */
    final class MirrorType implements DeviceType<GadgetProperties, GadgetState> {
        @Override
        public GadgetState powerOn(GadgetProperties properties) {
            return new GadgetState();
        }

        @Override
        public Device create(GadgetProperties properties, GadgetState state, Slot slot) {
            var contents = slot.memory("contents", 4096);
            var blocks = slot.backend("drive", BlockBackend.class);
            blocks.load(contents);
            slot.map(new Mmio() {
                @Override
                public long size() {
                    return contents.size();
                }

                @Override
                public long read(long offset, int bytes) {
                    return 0x80;
                }

                @Override
                public void write(long offset, int bytes, long value) {
                    contents.write(offset, bytes, value);
                    blocks.store(7, contents, offset, bytes);
                    slot.readsFrom(0, value == 0 ? Optional.empty() : Optional.of(contents));
                }
            });
            slot.readsFrom(0, Optional.of(contents));
            return new Device() {
                @Override
                public void reset() {}

                @Override
                public void completed(long id, Status status) {
                    told.add("completed " + id + " " + status);
                }
            };
        }
    }

    /** A disk whose every byte is the number of its sector. */
    final class Sectors implements BlockDriver<None> {
        @Override
        public BlockStore open(None properties, boolean readOnly) {
            return new BlockStore() {
                @Override
                public long size() {
                    return 8 * 512;
                }

                @Override
                public void read(ByteBuffer target, long offset) {
                    while (target.hasRemaining()) {
                        target.put((byte) ((offset + target.position()) / 512));
                    }
                }

                @Override
                public void write(ByteBuffer source, long offset) {
                    told.add("write %d at %d".formatted(source.get(), offset));
                }

                @Override
                public void flush() {}

                @Override
                public void writeZeroes(long offset, long length) {}

                @Override
                public void close() {}
            };
        }
    }

    final class TestMachine implements Machine {
        @Override
        public void place(BoardDevice device) {
            if (device.id().equals("nowhere")) {
                throw CommandException.failed("no place for it");
            }
            device.window(0, DEVICE);
        }

        @Override
        public BootLayout bootLayout() {
            return new BootLayout(RAM, 0x10000, RAM, 0);
        }

        @Override
        public void boot(BootPlan plan) {
            told.add("boot");
        }
    }

    final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
    final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();
    final FakeRegistry registry = new FakeRegistry();
    final Catalog catalog = registry.catalog();
    final MainLoop loop = new MainLoop();
    final MachineLock lock = new MachineLock();
    final Chardevs chardevs = new Chardevs(catalog, lock);
    final BlockNodes blocks = new BlockNodes(catalog);
    final Phases phases = PhasesOf.handlers(Map.of(Phase.MACHINE_INITIALIZED, List.of(new BuildTestMachine())), loop);
    final UserObjects objects = new UserObjects(catalog);
    final Actions actions = new Actions();
    final Vm vm = new Vm(catalog, loop, lock, chardevs, blocks, objects, actions, phases, loop);

    final class BuildTestMachine implements PhaseHandler {
        @Override
        public void enter(Board board) {
            board.ram("ram", RAM, 0x10000);
            board.cpu("counter", Map.of());
            board.machine(new TestMachine());
            board.image("image", RAM + 0x100, new byte[] {1, 2, 3, 4});
            board.bootPlan(new BootPlan(
                    Optional.empty(), RAM, Optional.empty(), Optional.empty(), "", Optional.empty(), List.of()));
            built = board;
        }

        @Override
        public void undo(Board board) {
            board.clear();
        }
    }

    @SuppressWarnings("NullAway.Init") // by BuildTestMachine, on the way to machine-initialized
    Board built;

    VmTest() {
        registry.register(CpuType.class, "backplane.cpu.name", "counter", new CounterType());
        registry.register(DeviceType.class, "backplane.device.name", "gadget", new GadgetType());
        registry.register(DeviceType.class, "backplane.device.name", "mirror", new MirrorType());
        registry.register(BlockDriver.class, "backplane.block.driver.name", "sectors", new Sectors());
        loop.open("listener", event -> events.add(event.name()));
        onLoop(() -> {
            vm.create(Bench.settings("test"));
            phases.advance(Phase.MACHINE_INITIALIZED);
        });
    }

    @AfterEach
    void destroy() {
        onLoop(vm::destroy);
    }

    void onLoop(Runnable task) {
        loop.call(() -> {
            task.run();
            return true;
        });
    }

    BoardDevice plug(String id, Map<String, Object> properties) {
        return loop.call(() -> vm.plug(id, "gadget", Optional.empty(), properties));
    }

    void awaitEvent(String name) throws InterruptedException {
        String event;
        do {
            event = events.take();
        } while (!event.equals(name));
    }

    Counter cpu() {
        return (Counter) built.cpus().getFirst();
    }

    @Test
    void aProcessorHasThePropertiesThatStandBehindItsType() {
        assertEquals(Counter.class, built.cpu("counter", Map.of()).getClass());
        assertEquals(IdleCpu.class, built.cpu("counter,counts=off", Map.of()).getClass());
        assertEquals(
                IdleCpu.class, built.cpu("counter", Map.of("counts", false)).getClass());
        assertEquals(
                Counter.class,
                built.cpu("counter,counts=on", Map.of("counts", false)).getClass());
    }

    @Test
    void aWrongPropertyOfAProcessorIsTheUsersError() {
        assertWrongCpu("Expected key=value format, found counts.", "counter,counts");
        assertWrongCpu("Parameter 'counts' expects 'on' or 'off'", "counter,counts=3");
        assertWrongCpu("Parameter 'speed' is unexpected; expected: counts", "counter,speed=3");
    }

    private void assertWrongCpu(String message, String model) {
        var wrong = assertThrows(CommandException.class, () -> built.cpu(model, Map.of()));
        assertEquals(message, wrong.getMessage());
        assertEquals("cpu", wrong.path().getFirst());
    }

    @Test
    void theGuestRunsBetweenContAndStop() throws InterruptedException {
        onLoop(vm::cont);
        awaitEvent("RESUME");
        while (cpu().rounds.get() == 0) {
            Thread.onSpinWait();
        }
        onLoop(() -> vm.stop(RunState.PAUSED));
        awaitEvent("STOP");
        assertEquals(RunState.PAUSED, vm.state());
        long stopped = cpu().rounds.get();
        onLoop(vm::cont);
        while (cpu().rounds.get() == stopped) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aPluggedDeviceAnswersAtItsPlaceAndAnUnpluggedOneDoesNot() throws BusFault {
        var device = plug("g", Map.of());
        assertEquals("/machine/peripheral/g", device.path());
        built.memory().write(DEVICE, 8, 42);
        assertEquals(42, built.memory().read(DEVICE, 8));
        onLoop(() -> vm.unplug(device));
        assertThrows(BusFault.class, () -> built.memory().read(DEVICE, 8));
        plug("g", Map.of());
        assertEquals(0, built.memory().read(DEVICE, 8));
    }

    @Test
    void aDeviceWithoutAPlaceIsNotPlugged() {
        assertEquals(
                "no place for it",
                assertThrows(CommandException.class, () -> plug("nowhere", Map.of()))
                        .message());
        assertTrue(built.devices().isEmpty());
    }

    @Test
    void anIdIsGivenOnce() {
        plug("g", Map.of());
        assertEquals(
                "Duplicate device ID 'g'",
                assertThrows(CommandException.class, () -> plug("g", Map.of())).message());
    }

    @Test
    void aDeviceThatThrowsPausesTheMachineAndIsLeftAlone() throws Exception {
        plug("g", Map.of());
        onLoop(vm::cont);
        built.memory().write(DEVICE + 0x10, 8, 1);
        awaitEvent("DEVICE_FAULT");
        awaitEvent("STOP");
        assertEquals(RunState.INTERNAL_ERROR, vm.state());
        assertEquals(0, built.memory().read(DEVICE, 8));
        var error = assertThrows(CommandException.class, () -> onLoop(vm::cont));
        assertEquals("Resetting the Virtual Machine is required", error.message());
    }

    @Test
    void timersFireOnlyWhileTheGuestRuns() throws Exception {
        plug("g", Map.of());
        lock.lock();
        try {
            built.memory().write(DEVICE + 8, 8, 1_000_000);
        } finally {
            lock.unlock();
        }
        assertTrue(told.isEmpty());
        onLoop(vm::cont);
        assertEquals("timer at true", told.take());
    }

    @Test
    void aTimerOfAnUnpluggedDeviceIsDropped() throws Exception {
        var device = plug("g", Map.of());
        built.memory().write(DEVICE + 8, 8, 1_000_000);
        onLoop(() -> vm.unplug(device));
        plug("h", Map.of());
        built.memory().write(DEVICE + 8, 8, 2_000_000);
        onLoop(vm::cont);
        assertEquals("timer at true", told.take());
        onLoop(() -> vm.stop(RunState.PAUSED));
        assertNull(told.poll());
    }

    @Test
    void aResetReachesDevicesThenMemoryThenTheBootCode() throws Exception {
        plug("g", Map.of());
        built.memory().write(DEVICE, 8, 42);
        built.memory().write(RAM + 0x100, 4, 0);
        onLoop(() -> vm.reset(false, Vm.Cause.HOST_QMP_SYSTEM_RESET));
        assertEquals(List.of("reset", "boot"), List.copyOf(told));
        assertEquals(0, built.memory().read(DEVICE, 8));
        assertEquals(0x04030201, built.memory().read(RAM + 0x100, 4));
        awaitEvent("RESET");
    }

    @Test
    void aFileThatIsCutOffMeanwhileIsAnErrorOfTheReset(@TempDir Path folder) throws Exception {
        var path = Files.write(folder.resolve("kernel"), new byte[0x4000]);
        try (var file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            built.image("kernel", RAM + 0x1000, file.map(FileChannel.MapMode.READ_ONLY, 0, file.size()));
            file.truncate(0);
        }
        onLoop(vm::cont);
        var error = assertThrows(
                CommandException.class, () -> onLoop(() -> vm.reset(false, Vm.Cause.HOST_QMP_SYSTEM_RESET)));
        assertEquals("The file of kernel cannot be read any more; was it cut off?", error.getMessage());
        onLoop(() -> assertEquals(RunState.INTERNAL_ERROR, vm.state()));
    }

    @Test
    void aBlockRequestMovesDataAndCompletes() throws Exception {
        blocks.add("disk", "sectors", false, Map.of());
        plug("g", Map.of("drive", "disk"));
        built.memory().write(DEVICE + 0x18, 8, 3);
        assertEquals("completed 3 OK", told.take());
        assertEquals(0x0303, built.memory().read(RAM + 510, 2));
        built.memory().write(DEVICE + 0x18, 8, 8);
        assertEquals("completed 8 IO_ERROR", told.take());
    }

    @Test
    void aDeviceShowsABlockNodeAsMemoryAndWritesItBack() throws Exception {
        blocks.add("disk", "sectors", false, Map.of());
        loop.call(() -> vm.plug("m", "mirror", Optional.empty(), Map.of("drive", "disk")));
        assertEquals(0, built.memory().read(DEVICE + 511, 1));
        assertEquals(0x0101, built.memory().read(DEVICE + 512, 2));
        assertTrue(Objects.requireNonNull(built.memory().region(DEVICE)).ram().isPresent());
        built.memory().write(DEVICE + 512, 1, 9);
        assertEquals("write 9 at 512", told.take());
        assertEquals("completed 7 OK", told.take());
        assertEquals(9, built.memory().read(DEVICE + 512, 1));
        built.memory().write(DEVICE, 1, 0);
        assertEquals(0x80, built.memory().read(DEVICE + 512, 1));
    }

    @Test
    void aDeviceDoesNotWriteToAReadOnlyNode() throws Exception {
        blocks.add("disk", "sectors", true, Map.of());
        loop.call(() -> vm.plug("m", "mirror", Optional.empty(), Map.of("drive", "disk")));
        built.memory().write(DEVICE, 1, 9);
        assertEquals("completed 7 UNSUPPORTED", told.take());
    }

    @Test
    void aBlockNodeHasOneUserAtATime() {
        blocks.add("disk", "sectors", false, Map.of());
        var device = plug("g", Map.of("drive", "disk"));
        assertEquals(
                "Node 'disk' is busy: node is used as backing of a device",
                assertThrows(CommandException.class, () -> blocks.remove("disk"))
                        .message());
        onLoop(() -> vm.unplug(device));
        blocks.remove("disk");
        assertFalse(blocks.names().contains("disk"));
    }

    @Test
    void aSecondMachineFollowsTheFirst() throws Exception {
        plug("g", Map.of());
        onLoop(vm::cont);
        onLoop(vm::destroy);
        assertEquals(Phase.NO_MACHINE, phases.phase());
        assertEquals(RunState.PRELAUNCH, vm.state());
        var error = assertThrows(CommandException.class, () -> onLoop(vm::cont));
        assertEquals("There is no machine; machine-create makes one", error.message());
    }

    ObjectTree.Located find(String path) {
        return loop.call(() -> new ObjectTree(vm, chardevs, blocks, objects).find(path));
    }

    @Test
    void everyObjectHasItsPath() {
        blocks.add("disk", "sectors", false, Map.of());
        plug("g", Map.of("drive", "disk"));
        assertEquals("test-machine", find("/machine").object().type());
        assertEquals("counter-riscv-cpu", find("/machine/cpu0").object().type());
        assertEquals("block-sectors", find("/blocks/disk").object().type());
        var gadget = find("/machine/peripheral/g").object();
        assertEquals("gadget", gadget.type());
        assertEquals(new ObjectNode.Property("str", "disk"), gadget.properties().get("drive"));
    }

    @Test
    void theEndOfAPathIsEnoughWhileItIsNotAmbiguous() {
        plug("g", Map.of());
        assertEquals("/machine/peripheral/g", find("peripheral/g").path());
        assertEquals(
                "Path '' is ambiguous",
                assertThrows(CommandException.class, () -> find("")).message());
        var error = assertThrows(CommandException.class, () -> find("/machine/nope"));
        assertEquals("Device '/machine/nope' not found", error.message());
        assertEquals(CommandException.Kind.DEVICE_NOT_FOUND, error.kind());
    }

    @Test
    void aDestroyedMachineLeavesTheTree() {
        onLoop(vm::destroy);
        assertThrows(CommandException.class, () -> find("/machine"));
    }
}
