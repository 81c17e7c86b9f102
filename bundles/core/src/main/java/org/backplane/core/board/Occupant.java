package org.backplane.core.board;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.backplane.api.backend.BlockBackend;
import org.backplane.api.backend.SerialLine;
import org.backplane.api.device.Clock;
import org.backplane.api.device.Device;
import org.backplane.api.device.DeviceType;
import org.backplane.api.device.Dma;
import org.backplane.api.device.Irq;
import org.backplane.api.device.Mmio;
import org.backplane.api.device.Power;
import org.backplane.api.device.Registers;
import org.backplane.api.device.Slot;
import org.backplane.api.memory.Ram;
import org.backplane.core.schema.SchemaReader;
import org.backplane.core.schema.Trees;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.FrameworkUtil;

/**
 * A device in its slot, and the slot as this device sees it. What the device asks for takes effect when it
 * {@link #enter}s, and ends when it leaves; it may enter again. Between the device and everybody who calls it are
 * guards: one call at a time, none while another device is in the slot, and no exception gets past.
 */
final class Occupant implements Slot {
    private final DeviceSlot slot;
    private final MachineBoard board;

    private final Map<Integer, Mmio> windows = new TreeMap<>();
    /** What processors read of a window in place of the device. */
    private final Map<Integer, Optional<Ram>> readable = new TreeMap<>();

    private final List<GuardedLine> serialLines = new ArrayList<>();
    private @Nullable Device device;
    private @Nullable Object state;
    private Map<String, Object> deviceTree = Map.of();
    /** All properties with their defaults, as inspection shows them. */
    private Map<String, ObjectNode.Property> shown = Map.of();

    Occupant(DeviceSlot slot, MachineBoard board) {
        this.slot = slot;
        this.board = board;
    }

    /**
     * Makes the device, under the machine lock.
     *
     * @param prepare completes the state of a device that has just been switched on
     */
    <P extends Record, S> void create(DeviceType<P, S> type, P properties, Consumer<S> prepare) {
        S fresh = type.powerOn(properties);
        prepare.accept(fresh);
        state = fresh;
        device = type.create(properties, fresh, this);
        deviceTree = Map.copyOf(type.deviceTree(properties));
        shown = ObjectNode.properties(SchemaReader.struct(properties.getClass()), Trees.ofRecord(properties));
    }

    /** Everybody reaches the device from now on; under the machine lock. */
    void enter() {
        windows.forEach(this::place);
        serialLines.forEach(GuardedLine::connect);
    }

    /** Nobody reaches the device any more; under the machine lock. */
    void leave() {
        windows.keySet().forEach(index -> slot.address(index).ifPresent(board.map()::remove));
        serialLines.forEach(GuardedLine::disconnect);
    }

    /** Puts a window where the slot has it, if it has. */
    void place(int index) {
        var window = windows.get(index);
        if (window != null) {
            place(index, window);
        }
    }

    private void place(int index, Mmio window) {
        slot.address(index).ifPresent(address -> {
            board.map().add(slot.path(), address, window.size(), new GuardedWindow(window));
            board.map().readsFrom(address, readable.getOrDefault(index, Optional.empty()));
        });
    }

    List<Long> windowSizes() {
        return windows.values().stream().map(Mmio::size).toList();
    }

    /** What the guest can see of the device. */
    Object state() {
        if (state == null) {
            throw new IllegalStateException("the device is not made yet");
        }
        return state;
    }

    /** The bundle that the device is from: its name and version. */
    Optional<String> bundle() {
        return Optional.ofNullable(device)
                .map(made -> FrameworkUtil.getBundle(made.getClass()))
                .map(bundle -> bundle.getSymbolicName() + " " + bundle.getVersion());
    }

    List<Inspection.WindowInfo> windowInfo() {
        return windows.entrySet().stream()
                .map(window -> new Inspection.WindowInfo(
                        window.getKey(),
                        slot.address(window.getKey()),
                        window.getValue().size()))
                .toList();
    }

    List<Inspection.RegisterInfo> registers() {
        return windows.entrySet().stream()
                .filter(window -> window.getValue() instanceof Registers)
                .flatMap(window -> Inspection.registers(window.getKey(), (Registers) window.getValue()))
                .toList();
    }

    Map<String, Object> deviceTree() {
        return deviceTree;
    }

    Map<String, ObjectNode.Property> shown() {
        return shown;
    }

    void reset() {
        call(made -> made.reset());
    }

    void input(int line, boolean asserted) {
        call(made -> made.input(line, asserted));
    }

    // ---- the device's side

    @Override
    public void map(int index, Mmio window) {
        if (windows.putIfAbsent(index, window) != null) {
            throw new IllegalStateException("window " + index + " is mapped twice");
        }
        if (slot.holds(this)) {
            place(index, window);
        }
    }

    @Override
    public void readsFrom(int index, Optional<Ram> memory) {
        var window = windows.get(index);
        if (window == null || memory.stream().anyMatch(ram -> ram.size() != window.size())) {
            throw new IllegalArgumentException("no window %d of the memory's length".formatted(index));
        }
        readable.put(index, memory);
        if (slot.holds(this)) {
            slot.address(index).ifPresent(address -> board.map().readsFrom(address, memory));
        }
    }

    @Override
    public Irq irq(String name) {
        return slot.line(name);
    }

    @Override
    public Clock clock() {
        return guarded(board.guestClock());
    }

    @Override
    public Clock hostClock() {
        return guarded(board.hostClock());
    }

    @Override
    public Dma dma() {
        return board.map();
    }

    @Override
    public Ram memory(String name, long size) {
        return slot.memory(name, size);
    }

    @Override
    public <T> T backend(String property, Class<T> kind) {
        if (kind == SerialLine.class) {
            return kind.cast(
                    slot.serialPort(property).<SerialLine>map(this::guarded).orElse(DeviceSlot.NO_LINE));
        } else if (kind == BlockBackend.class) {
            return kind.cast(new GuardedBlocks(slot.blockNode(property)));
        }
        return slot.userObject(property, kind);
    }

    @Override
    public Power power() {
        return board.power();
    }

    @Override
    public void guestError(String message) {
        slot.guestError(message);
    }

    // ---- between them

    private SerialLine guarded(SerialPort port) {
        var line = new GuardedLine(port);
        serialLines.add(line);
        return line;
    }

    private Clock guarded(Clock clock) {
        return new Clock() {
            @Override
            public long now() {
                return clock.now();
            }

            @Override
            public Timer timer(Runnable action) {
                return clock.timer(() -> call(_ -> action.run()));
            }
        };
    }

    private void call(Consumer<Device> action) {
        ask(made -> {
            action.accept(made);
            return 0;
        });
    }

    /** Calls the device, unless it is faulty or out of its slot; under the machine lock. */
    private long ask(ToLongFunction<Device> question) {
        var lock = board.lock();
        lock.lock();
        try {
            return device == null || slot.isFaulty() || !slot.holds(this) ? 0 : question.applyAsLong(device);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            slot.fault(e);
            return 0;
        } finally {
            lock.unlock();
        }
    }

    /** The device's window as the processors reach it. */
    private final class GuardedWindow implements MemoryMap.Window {
        private final Mmio window;

        private GuardedWindow(Mmio window) {
            this.window = window;
        }

        @Override
        public long read(long offset, int bytes) {
            return ask(_ -> window.read(offset, bytes));
        }

        @Override
        public void write(long offset, int bytes, long value) {
            call(_ -> window.write(offset, bytes, value));
        }
    }

    /** A block node whose completions into the device are guarded. */
    private final class GuardedBlocks implements BlockBackend {
        private final BlockNode node;

        private GuardedBlocks(BlockNode node) {
            this.node = node;
        }

        @Override
        public long size() {
            return node.size();
        }

        @Override
        public boolean readOnly() {
            return node.readOnly();
        }

        @Override
        public void submit(Request request) {
            node.submit(request, board.map(), completion());
        }

        @Override
        public void load(Ram target) {
            try {
                node.load(target);
            } catch (IOException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        }

        @Override
        public void store(long id, Ram source, long offset, int length) {
            node.store(id, source, offset, length, completion());
        }

        private BlockNode.Completion completion() {
            return (id, status) -> call(made -> made.completed(id, status));
        }
    }

    /** A serial line whose calls into the device are guarded. */
    private final class GuardedLine implements SerialLine {
        private final SerialPort port;
        private @Nullable Receiver receiver;

        private GuardedLine(SerialPort port) {
            this.port = port;
        }

        private void connect() {
            if (receiver != null) {
                port.attach(receiver);
            }
        }

        private void disconnect() {
            port.detach();
        }

        @Override
        public void attach(Receiver attached) {
            receiver = guard(attached);
            if (slot.holds(Occupant.this)) {
                connect();
            }
        }

        private Receiver guard(Receiver attached) {
            return new Receiver() {
                @Override
                public int room() {
                    return (int) ask(_ -> attached.room());
                }

                @Override
                public void receive(int value) {
                    call(_ -> attached.receive(value));
                }

                @Override
                public void writable() {
                    call(_ -> attached.writable());
                }
            };
        }

        @Override
        public boolean transmit(int value) {
            return port.transmit(value);
        }

        @Override
        public void readyToReceive() {
            port.readyToReceive();
        }
    }
}
