package org.backplane.core;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.backplane.api.Default;
import org.backplane.api.Doc;
import org.backplane.api.Range;
import org.backplane.api.Secret;
import org.backplane.api.backend.BlockBackend;
import org.backplane.api.backend.BlockDriver;
import org.backplane.api.backend.BlockStore;
import org.backplane.api.backend.Chardev;
import org.backplane.api.backend.ChardevType;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandException;
import org.backplane.api.cpu.Architecture;
import org.backplane.api.cpu.Cpu;
import org.backplane.api.cpu.CpuSocket;
import org.backplane.api.cpu.CpuType;
import org.backplane.api.device.Device;
import org.backplane.api.device.DeviceType;
import org.backplane.api.device.Registers;
import org.backplane.api.device.Slot;
import org.backplane.api.event.Event;
import org.backplane.api.machine.Board;
import org.backplane.api.machine.BoardDevice;
import org.backplane.api.machine.BootLayout;
import org.backplane.api.machine.BootPlan;
import org.backplane.api.machine.Machine;
import org.backplane.api.machine.MachineSettings;
import org.backplane.api.machine.MachineType;
import org.backplane.api.object.Entropy;
import org.backplane.api.object.ObjectType;
import org.backplane.api.object.SecretData;
import org.backplane.api.object.UserObject;
import org.backplane.api.phase.Phase;
import org.backplane.api.phase.PhaseHandler;
import org.backplane.core.board.Actions;
import org.backplane.core.board.BlockNodes;
import org.backplane.core.board.Chardevs;
import org.backplane.core.board.MachineLock;
import org.backplane.core.board.UserObjects;
import org.backplane.core.board.Vm;
import org.backplane.core.loop.LoopOf;
import org.backplane.core.loop.MainLoop;
import org.backplane.core.loop.Phases;
import org.backplane.core.loop.PhasesOf;
import org.backplane.core.schema.Catalog;

/** A machine with a processor, memory and a place for gadgets; what commands are tried on. */
public final class Bench implements AutoCloseable {
    private static final long RAM = 0x8000_0000L;
    private static final long PLACE = 0x1000_0000L;

    public record None() {}

    /** Properties of a gadget. */
    public record GadgetProperties(
            @Doc("The disk") Optional<String> drive,

            @Doc("How loud it is") @Default("3") @Range(min = 0, max = 255)
            int volume,

            @Doc("A source of random bytes") Optional<String> rng,
            @Doc("A password") Optional<String> password) {}

    /** Properties of dice. */
    public record DiceProperties(@Default("6") long sides, Secret word) {}

    /** A source of random bytes; remembers which were closed, by their sides. */
    public record Dice(long sides) implements Entropy {
        public static final Set<Long> CLOSED = ConcurrentHashMap.newKeySet();

        @Override
        public int available() {
            return 1;
        }

        @Override
        public void read(byte[] target, int from, int length) {
            target[from] = 4;
        }

        @Override
        public void close() {
            CLOSED.add(sides);
        }
    }

    private static final class DiceType implements ObjectType<DiceProperties> {
        @Override
        public String parent() {
            return "rng-backend";
        }

        @Override
        public UserObject create(DiceProperties properties, Others others) {
            if (properties.sides() == 0) {
                throw new IllegalArgumentException("a die has sides");
            }
            return new Dice(properties.sides());
        }
    }

    private static final class IdleType implements CpuType<None> {
        @Override
        public Architecture architecture() {
            return Architecture.RISCV64;
        }

        @Override
        public Cpu create(None properties, CpuSocket socket) {
            return new IdleCpu();
        }
    }

    private static final class GadgetType implements DeviceType<GadgetProperties, Object> {
        @Override
        public Object powerOn(GadgetProperties properties) {
            return new Object();
        }

        @Override
        public Device create(GadgetProperties properties, Object state, Slot slot) {
            properties.drive().ifPresent(_ -> slot.backend("drive", BlockBackend.class));
            properties.rng().ifPresent(_ -> slot.backend("rng", Entropy.class));
            properties.password().ifPresent(_ -> slot.backend("password", SecretData.class));
            slot.map(Registers.words(slot, 4));
            return () -> {};
        }
    }

    private static final class Zeroes implements BlockDriver<None> {
        @Override
        public BlockStore open(None properties, boolean readOnly) {
            return new ZeroStore();
        }
    }

    private static final class ZeroStore implements BlockStore {
        @Override
        public long size() {
            return 4096;
        }

        @Override
        public void read(ByteBuffer target, long offset) {
            target.position(target.limit());
        }

        @Override
        public void write(ByteBuffer source, long offset) {}

        @Override
        public void flush() {}

        @Override
        public void writeZeroes(long offset, long length) {}

        @Override
        public void close() {}
    }

    private static final class SilentType implements ChardevType<None> {
        @Override
        public Chardev open(None properties) {
            return new Silence(InputStream.nullInputStream(), OutputStream.nullOutputStream());
        }
    }

    private record Silence(InputStream input, OutputStream output) implements Chardev {
        @Override
        public void close() {}
    }

    private static final class BenchMachine implements Machine {
        private long next = PLACE;

        @Override
        public void place(BoardDevice device) {
            device.window(0, next);
            next += 0x1000;
        }

        @Override
        public BootLayout bootLayout() {
            return new BootLayout(RAM, 0x10000, RAM, 0);
        }

        @Override
        public void boot(BootPlan plan) {}
    }

    private static final class BenchType implements MachineType<None> {
        @Override
        public void check(None properties, MachineSettings settings) {}

        @Override
        public Traits traits() {
            return new Traits(2, Optional.of("idle"), Optional.of("bench.ram"));
        }

        @Override
        public Machine build(None properties, Board board) {
            board.ram("bench.ram", RAM, 0x10000);
            board.cpu("idle", Map.of());
            board.device("onboard", "gadget", Map.of()).realize().window(0, PLACE - 0x1000);
            return new BenchMachine();
        }
    }

    private static final class Build implements PhaseHandler {
        @Override
        public void enter(Board board) {
            board.machine(new BenchType().build(new None(), board));
        }

        @Override
        public void undo(Board board) {
            board.clear();
        }
    }

    public final FakeRegistry registry = new FakeRegistry();
    public final Catalog catalog = registry.catalog();
    public final MainLoop loop = new MainLoop();
    public final MachineLock lock = new MachineLock();
    public final Chardevs chardevs = new Chardevs(catalog, lock);
    public final BlockNodes blocks = new BlockNodes(catalog);
    public final UserObjects objects = new UserObjects(catalog);
    public final Actions actions = new Actions();
    public final Phases phases = PhasesOf.handlers(Map.of(Phase.MACHINE_INITIALIZED, List.of(new Build())), loop);
    public final Vm vm = new Vm(catalog, loop, lock, chardevs, blocks, objects, actions, phases, loop);
    public final FakeCall call = new FakeCall();
    /** What happened, in order. */
    public final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();

    /** A device that does nothing. */
    public static DeviceType<?, ?> gadget() {
        return new GadgetType();
    }

    public Bench() {
        registry.register(CpuType.class, "backplane.cpu.name", "idle", new IdleType());
        registry.register(DeviceType.class, "backplane.device.name", "gadget", new GadgetType());
        registry.register(BlockDriver.class, "backplane.block.driver.name", "zeroes", new Zeroes());
        registry.register(ChardevType.class, "backplane.chardev.name", "silent", new SilentType());
        registry.register(ObjectType.class, "backplane.object.name", "dice", new DiceType());
        registry.register(MachineType.class, "backplane.machine.name", "bench", new BenchType());
        loop.open("listener", events::add);
    }

    /** What a user says who says nothing but the type. */
    public static MachineSettings settings(String type) {
        return new MachineSettings(
                type,
                Optional.empty(),
                1,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of());
    }

    /** Brings a new machine to a phase. */
    public Bench machine(Phase phase) {
        return onLoop(() -> {
            vm.create(settings("bench"));
            phases.advance(phase);
        });
    }

    public Bench onLoop(Runnable task) {
        loop.call(() -> {
            task.run();
            return true;
        });
        return this;
    }

    /** Gives a command and waits for its answer. */
    public <A extends Record, R> Object give(Command<A, R> command, A arguments) {
        var answer = loop.call(() -> command.run(arguments, call));
        return answer instanceof CompletionStage<?> stage
                ? stage.toCompletableFuture().join()
                : answer;
    }

    /** Gives a command that takes nothing. */
    public <R> Object give(Command<Command.None, R> command) {
        return give(command, new Command.None());
    }

    /** Gives a command that is refused. */
    public <A extends Record, R> String refusal(Command<A, R> command, A arguments) {
        try {
            return "not refused: " + give(command, arguments);
        } catch (CommandException e) {
            return e.message();
        } catch (CompletionException e) {
            return e.getCause() instanceof CommandException refused ? refused.message() : e.toString();
        }
    }

    /** Waits until an event of that name comes. */
    public Event await(String name) throws InterruptedException {
        Event event;
        do {
            event = events.take();
        } while (!event.name().equals(name));
        return event;
    }

    @Override
    public void close() {
        onLoop(vm::destroy);
        chardevs.close();
        blocks.close();
        objects.close();
        LoopOf.stop(loop);
    }
}
