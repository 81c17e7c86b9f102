package org.backplane.core.board;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import org.backplane.api.backend.SerialLine;
import org.backplane.api.command.CommandException;
import org.backplane.api.device.DeviceType;
import org.backplane.api.device.Irq;
import org.backplane.api.device.StateTree;
import org.backplane.api.machine.BoardDevice;
import org.backplane.api.memory.Ram;
import org.backplane.api.object.UserObject;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A device's slot: what the board wires to whichever device is in it. It outlives the device, so that another version
 * of it can be put in while the machine is there.
 */
final class DeviceSlot implements BoardDevice {
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

    private final Map<Integer, Long> addresses = new TreeMap<>();
    private final Map<String, Line> lines = new LinkedHashMap<>();
    private final Map<String, Ram> memories = new LinkedHashMap<>();
    private final Map<String, BlockNode> nodes = new LinkedHashMap<>();
    private volatile @Nullable Occupant occupant;

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
            if (occupant != null) {
                occupant.place(index);
            }
        });
        return this;
    }

    @Override
    public List<Long> windowSizes() {
        return occupant == null ? List.of() : occupant.windowSizes();
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
        return asserted -> {
            var present = occupant;
            if (present != null) {
                present.input(line, asserted);
            }
        };
    }

    @Override
    public Map<String, Object> deviceTree() {
        return occupant == null ? Map.of() : occupant.deviceTree();
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

    private void realize(DeviceType<?, ?> found) {
        locked(() -> {
            try {
                var made = new Occupant(this, board);
                create(made, found, _ -> {});
                occupant = made;
                made.enter();
            } catch (IllegalArgumentException e) {
                unplug();
                throw CommandException.failed("Device '%s' (%s): %s".formatted(id, type, e.getMessage()), e);
            } catch (RuntimeException | LinkageError e) {
                unplug();
                throw e;
            }
        });
    }

    /**
     * Puts another version of the device into the slot, on the state of this one; while the machine is paused.
     *
     * @return puts this one back, as it was
     * @throws CommandException if the other's properties are not what users gave this one
     * @throws IllegalArgumentException if it cannot take over the state, or properties do not go together; nothing has
     *     changed then, whatever is thrown
     */
    Runnable swap(DeviceType<?, ?> successor) {
        lock.lock();
        try {
            return succeed(successor, occupant());
        } finally {
            lock.unlock();
        }
    }

    private Runnable succeed(DeviceType<?, ?> successor, Occupant before) {
        boolean wasFaulty = faulty;
        var levels = new LinkedHashMap<String, Boolean>();
        lines.forEach((name, line) -> levels.put(name, line.level));
        Runnable undo = () -> {
            occupant = before;
            faulty = wasFaulty;
            before.enter();
            levels.forEach((name, level) -> line(name).set(level));
        };
        var tree = StateTree.of(before.state());
        var next = new Occupant(this, board);
        before.leave();
        try {
            create(next, successor, tree::into);
            occupant = next;
            faulty = false;
            next.enter();
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            next.leave();
            undo.run();
            throw e;
        }
        return () -> locked(() -> {
            next.leave();
            undo.run();
        });
    }

    @SuppressWarnings("unchecked") // the record and the state are made for this very type
    private <P extends Record, S> void create(Occupant made, DeviceType<?, ?> type, Consumer<Object> prepare) {
        var deviceType = (DeviceType<P, S>) type;
        made.create(deviceType, (P) board.bind(type, properties), prepare::accept);
    }

    /** Resets the device; one that has failed is tried again. */
    void reset() {
        faulty = false;
        if (occupant != null) {
            occupant.reset();
        }
    }

    /** Waits until no request of the device is under way. Not under the machine lock. */
    void drain() {
        nodes.values().forEach(BlockNode::drain);
    }

    /**
     * Waits until no request of the device is under way. Not under the machine lock.
     *
     * @param nanos how long at most
     * @return whether that came
     */
    boolean drain(long nanos) {
        long end = System.nanoTime() + nanos;
        return nodes.values().stream().allMatch(node -> node.drain(end - System.nanoTime()));
    }

    /** Takes the device out: nothing reaches it any more, and it reaches nothing. */
    void unplug() {
        locked(() -> {
            if (occupant != null) {
                occupant.leave();
            }
            occupant = null;
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
        return occupant == null ? null : occupant.state();
    }

    /** Its interrupt outputs at this moment. */
    List<Inspection.IrqInfo> irqLines() {
        lock.lock();
        try {
            return lines.entrySet().stream()
                    .map(entry -> new Inspection.IrqInfo(
                            path, entry.getKey(), entry.getValue().level, entry.getValue().count))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** All that there is to see of the device; without any effect on it. */
    Inspection.DeviceInfo inspect() {
        lock.lock();
        try {
            var present = occupant();
            return new Inspection.DeviceInfo(
                    path,
                    type,
                    present.bundle(),
                    faulty,
                    guestErrors,
                    Inspection.values(present.shown()),
                    present.windowInfo(),
                    irqLines(),
                    present.registers(),
                    Inspection.neutral(StateTree.of(present.state())));
        } finally {
            lock.unlock();
        }
    }

    /** The bundle that the device is from. */
    Optional<String> bundle() {
        return occupant == null ? Optional.empty() : occupant.bundle();
    }

    /** The device as an object. */
    ObjectNode object() {
        var all = new LinkedHashMap<String, ObjectNode.Property>();
        all.put(REALIZED, new ObjectNode.Property("bool", occupant != null));
        all.put("faulty", new ObjectNode.Property("bool", faulty));
        all.put("guest-errors", new ObjectNode.Property("uint64", guestErrors));
        if (occupant != null) {
            all.putAll(occupant.shown());
        }
        return new ObjectNode(type, all, Map.of(), this::set);
    }

    /** A device is what it was made as; that it is realized may be said again. */
    private Runnable set(String property, Object value) {
        if (property.equals(REALIZED) && !(value instanceof Boolean)) {
            throw CommandException.badArgument("value", "Invalid parameter type for 'realized', expected: boolean");
        } else if (property.equals(REALIZED) && value.equals(occupant != null)) {
            return () -> {};
        } else if (COMMON.containsKey(property) && !property.equals(REALIZED)) {
            throw ObjectNode.notWritable(type, property);
        }
        throw CommandException.badArgument(
                "property",
                "Attempt to set property '%s' on device '%s' (type '%s') after it was realized"
                        .formatted(property, id, type));
    }

    // ---- the occupant's side

    /** Whether a device is the one in the slot. */
    boolean holds(Occupant device) {
        return occupant == device;
    }

    /** Where a window lies, if it lies anywhere yet. */
    Optional<Long> address(int index) {
        return Optional.ofNullable(addresses.get(index));
    }

    Line line(String name) {
        return lines.computeIfAbsent(name, _ -> new Line());
    }

    Ram memory(String name, long size) {
        return memories.computeIfAbsent(name, _ -> board.allocate(size));
    }

    /** The serial port that a property names, if the user gave it one. */
    Optional<SerialPort> serialPort(String property) {
        return Optional.ofNullable((String) properties.get(property)).map(name -> board.serialLine(property, name));
    }

    /** The block node that a property names; the slot has it until it is empty. */
    BlockNode blockNode(String property) {
        var name = (String) properties.get(property);
        if (name == null) {
            throw new IllegalArgumentException("drive property not set");
        }
        return nodes.computeIfAbsent(name, _ -> board.blockNode(property, name));
    }

    /** The object that a property names. */
    <T> T userObject(String property, Class<T> kind) {
        var name = (String) properties.get(property);
        if (name == null || !UserObject.class.isAssignableFrom(kind)) {
            throw new IllegalStateException("no back ends of type " + kind);
        }
        return board.userObjects().lend(property, name, kind, path);
    }

    void guestError(String message) {
        guestErrors++;
        LOG.debug("{}: guest error {}: {}", path, guestErrors, message);
    }

    boolean isFaulty() {
        return faulty;
    }

    /** The device has thrown something: it is left alone from now on. */
    void fault(Throwable thrown) {
        faulty = true;
        board.fault(path, thrown);
    }

    private Occupant occupant() {
        if (occupant == null) {
            throw new IllegalStateException(path + " is empty");
        }
        return occupant;
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    /** An interrupt output; remembers its level for whoever is connected later. */
    static final class Line implements Irq {
        private Irq target = Irq.NONE;
        private boolean level;
        /** How often it rose. */
        private long count;

        private void connect(Irq connected) {
            target = connected;
            target.set(level);
        }

        @Override
        public void set(boolean asserted) {
            if (asserted && !level) {
                count++;
            }
            level = asserted;
            target.set(asserted);
        }
    }
}
