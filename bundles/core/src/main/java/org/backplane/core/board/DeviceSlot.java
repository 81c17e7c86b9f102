package org.backplane.core.board;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;
import org.backplane.api.backend.BlockBackend;
import org.backplane.api.backend.SerialLine;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.Request;
import org.backplane.api.device.Clock;
import org.backplane.api.device.Device;
import org.backplane.api.device.DeviceType;
import org.backplane.api.device.Dma;
import org.backplane.api.device.Irq;
import org.backplane.api.device.Mmio;
import org.backplane.api.device.Power;
import org.backplane.api.device.Slot;
import org.backplane.api.machine.BoardDevice;
import org.backplane.api.memory.Ram;
import org.backplane.api.object.UserObject;
import org.backplane.core.schema.SchemaReader;
import org.backplane.core.schema.Trees;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A device's slot: what the board wires on the outside and the device uses from the inside. It owns the device's
 * state, and stands between the device and everybody who calls it: one call at a time, and no exception gets past.
 */
final class DeviceSlot implements Slot, BoardDevice {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceSlot.class);

    private static final String REALIZED = "realized";

    /** The types of what all devices show, beside what users give them. */
    static final Map<String, String> COMMON = commonProperties();

    private static Map<String, String> commonProperties() {
        var types = new LinkedHashMap<String, String>();
        types.put(REALIZED, "bool");
        types.put("faulty", "bool");
        types.put("guest-errors", "uint64");
        return Collections.unmodifiableMap(types);
    }

    /** The serial line of a device that has none: swallows output, has no input. */
    static final SerialLine NO_LINE = new SerialLine() {
        @Override
        public void attach(Receiver receiver) {}

        @Override
        public boolean transmit(int value) {
            return true;
        }

        @Override
        public void readyToReceive() {}
    };

    private final MachineBoard board;
    private final String id;
    private final String path;
    private final String type;
    private final Map<String, Object> properties;
    private final Lock lock;

    private final Map<Integer, Mmio> windows = new TreeMap<>();
    private final Map<Integer, Long> addresses = new TreeMap<>();
    /** What processors read of a window in place of the device. */
    private final Map<Integer, Optional<Ram>> readable = new TreeMap<>();

    private final Map<String, Line> lines = new LinkedHashMap<>();
    private final Map<String, Ram> memories = new LinkedHashMap<>();
    private final List<SerialPort> ports = new ArrayList<>();
    private final Map<String, BlockNode> nodes = new LinkedHashMap<>();
    private @Nullable Device device;
    private @Nullable Object state;
    private Map<String, Object> deviceTree = Map.of();
    /** All properties with their defaults, as inspection shows them. */
    private Map<String, ObjectNode.Property> shown = Map.of();
    /** Which device of those that were here one after the other; what an earlier one queued is dropped. */
    private int generation;

    /** The device threw something and is left alone since. */
    private volatile boolean faulty;

    private long guestErrors;

    /**
     * An empty slot.
     *
     * @param path where the device is in the object tree
     * @param properties the device's properties as the user gave them, already checked
     */
    DeviceSlot(MachineBoard board, String id, String path, String type, Map<String, Object> properties) {
        this.board = board;
        this.id = id;
        this.path = path;
        this.type = type;
        this.properties = properties;
        lock = board.lock();
    }

    // ---- the board's side

    @Override
    public String id() {
        return id;
    }

    @Override
    public String type() {
        return type;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public BoardDevice window(int index, long address) {
        locked(() -> {
            addresses.put(index, address);
            place(index);
        });
        return this;
    }

    @Override
    public List<Long> windowSizes() {
        return windows.values().stream().map(Mmio::size).toList();
    }

    @Override
    public List<String> irqs() {
        return List.copyOf(lines.keySet());
    }

    @Override
    public BoardDevice irq(String output, Irq target) {
        locked(() -> line(output).connect(target));
        return this;
    }

    @Override
    public Irq input(int line) {
        return asserted -> call(() -> {
            if (device != null) {
                device.input(line, asserted);
            }
        });
    }

    @Override
    public Map<String, Object> deviceTree() {
        return deviceTree;
    }

    @Override
    public BoardDevice realize() {
        board.catalog().with(DeviceType.class, type, found -> {
            realize(found);
            return true;
        });
        board.plugged(this);
        return this;
    }

    @SuppressWarnings("unchecked") // the record and the state are made for this very type
    private <P extends Record, S> void realize(DeviceType<?, ?> found) {
        var deviceType = (DeviceType<P, S>) found;
        var record = (P) board.bind(DeviceType.class, type, properties);
        locked(() -> {
            try {
                S fresh = deviceType.powerOn(record);
                state = fresh;
                device = deviceType.create(record, fresh, this);
                deviceTree = Map.copyOf(deviceType.deviceTree(record));
                shown = ObjectNode.properties(SchemaReader.struct(record.getClass()), Trees.ofRecord(record));
            } catch (IllegalArgumentException e) {
                unplug();
                throw CommandException.failed("Device '%s' (%s): %s".formatted(id, type, e.getMessage()), e);
            } catch (RuntimeException | LinkageError e) {
                unplug();
                throw e;
            }
        });
    }

    /** Resets the device. */
    void reset() {
        call(() -> {
            if (device != null) {
                device.reset();
            }
        });
    }

    /** Waits until no request of the device is under way. Not under the machine lock. */
    void drain() {
        nodes.values().forEach(BlockNode::drain);
    }

    /** Takes the device out: nothing reaches it any more, and it reaches nothing. */
    void unplug() {
        locked(() -> {
            device = null;
            generation++;
            addresses.forEach((index, address) -> {
                if (windows.containsKey(index)) {
                    board.map().remove(address);
                }
            });
            windows.clear();
            readable.clear();
            ports.forEach(SerialPort::detach);
            nodes.keySet().forEach(board::giveBack);
            nodes.clear();
            board.userObjects().giveBack(path);
            lines.values().forEach(line -> line.set(false));
        });
    }

    /** The names of the block nodes that it uses. */
    Set<String> blockNodes() {
        return Set.copyOf(nodes.keySet());
    }

    /** What the guest can see of the device; null while there is none. */
    @Nullable
    Object state() {
        return state;
    }

    /** The device as an object. */
    ObjectNode object() {
        var all = new LinkedHashMap<String, ObjectNode.Property>();
        all.put(REALIZED, new ObjectNode.Property("bool", device != null));
        all.put("faulty", new ObjectNode.Property("bool", faulty));
        all.put("guest-errors", new ObjectNode.Property("uint64", guestErrors));
        all.putAll(shown);
        return new ObjectNode(type, all, Map.of(), this::set);
    }

    /** A device is what it was made as; that it is realized may be said again. */
    private Runnable set(String property, Object value) {
        if (property.equals(REALIZED) && !(value instanceof Boolean)) {
            throw CommandException.badArgument("value", "Invalid parameter type for 'realized', expected: boolean");
        } else if (property.equals(REALIZED) && value.equals(device != null)) {
            return () -> {};
        } else if (COMMON.containsKey(property) && !property.equals(REALIZED)) {
            throw ObjectNode.notWritable(type, property);
        }
        throw CommandException.badArgument(
                "property",
                "Attempt to set property '%s' on device '%s' (type '%s') after it was realized"
                        .formatted(property, id, type));
    }

    // ---- the device's side

    @Override
    public void map(int index, Mmio window) {
        if (windows.putIfAbsent(index, window) != null) {
            throw new IllegalStateException("window " + index + " is mapped twice");
        }
        place(index);
    }

    @Override
    public void readsFrom(int index, Optional<Ram> memory) {
        var window = windows.get(index);
        if (window == null || memory.stream().anyMatch(ram -> ram.size() != window.size())) {
            throw new IllegalArgumentException("no window %d of the memory's length".formatted(index));
        }
        readable.put(index, memory);
        var address = addresses.get(index);
        if (address != null) {
            board.map().readsFrom(address, memory);
        }
    }

    @Override
    public Irq irq(String name) {
        return line(name);
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
        return memories.computeIfAbsent(name, _ -> board.allocate(size));
    }

    @Override
    public <T> T backend(String property, Class<T> kind) {
        var name = properties.get(property);
        if (kind == SerialLine.class) {
            return kind.cast(name == null ? NO_LINE : connect(board.serialLine(property, (String) name)));
        }
        if (kind == BlockBackend.class) {
            if (name == null) {
                throw new IllegalArgumentException("drive property not set");
            }
            return kind.cast(lend(property, (String) name));
        }
        if (UserObject.class.isAssignableFrom(kind) && name != null) {
            return board.userObjects().lend(property, (String) name, kind, path);
        }
        throw new IllegalStateException("no back ends of type " + kind);
    }

    @Override
    public Power power() {
        return board.power();
    }

    @Override
    public void guestError(String message) {
        guestErrors++;
        LOG.debug("{}: guest error {}: {}", path, guestErrors, message);
    }

    // ---- between them

    private BlockBackend lend(String property, String name) {
        var node = board.blockNode(property, name);
        nodes.put(name, node);
        return new GuardedBlocks(node);
    }

    private SerialLine connect(SerialPort port) {
        ports.add(port);
        return new GuardedLine(port);
    }

    private Line line(String name) {
        return lines.computeIfAbsent(name, _ -> new Line());
    }

    private void place(int index) {
        var window = windows.get(index);
        var address = addresses.get(index);
        if (window != null && address != null) {
            board.map().add(path, address, window.size(), new GuardedWindow(window));
            board.map().readsFrom(address, readable.getOrDefault(index, Optional.empty()));
        }
    }

    private Clock guarded(Clock clock) {
        return new Clock() {
            @Override
            public long now() {
                return clock.now();
            }

            @Override
            public Timer timer(Runnable action) {
                int owner = generation;
                return clock.timer(() -> {
                    if (owner == generation) {
                        call(action);
                    }
                });
            }
        };
    }

    /** Calls the device, unless it is faulty; under the machine lock. */
    void call(Runnable action) {
        call(() -> {
            action.run();
            return 0L;
        });
    }

    private long call(Supplier<Long> action) {
        lock.lock();
        try {
            return faulty || device == null ? 0 : action.get();
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            faulty = true;
            board.fault(path, e);
            return 0;
        } finally {
            lock.unlock();
        }
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
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
            return call(() -> window.read(offset, bytes));
        }

        @Override
        public void write(long offset, int bytes, long value) {
            call(() -> window.write(offset, bytes, value));
        }
    }

    /** An interrupt output; remembers its level for whoever is connected later. */
    private static final class Line implements Irq {
        private Irq target = Irq.NONE;
        private boolean level;

        private void connect(Irq connected) {
            target = connected;
            target.set(level);
        }

        @Override
        public void set(boolean asserted) {
            level = asserted;
            target.set(asserted);
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
            int owner = generation;
            return (id, status) -> call(() -> {
                if (owner == generation && device != null) {
                    device.completed(id, status);
                }
            });
        }
    }

    /** A serial line whose calls into the device are guarded. */
    private final class GuardedLine implements SerialLine {
        private final SerialPort port;

        private GuardedLine(SerialPort port) {
            this.port = port;
        }

        @Override
        public void attach(Receiver receiver) {
            port.attach(new Receiver() {
                @Override
                public int room() {
                    return (int) call(() -> (long) receiver.room());
                }

                @Override
                public void receive(int value) {
                    call(() -> receiver.receive(value));
                }

                @Override
                public void writable() {
                    call(receiver::writable);
                }
            });
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
