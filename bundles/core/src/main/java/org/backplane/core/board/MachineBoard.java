package org.backplane.core.board;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.backplane.api.backend.SerialLine;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.Request.Form;
import org.backplane.api.cpu.Cpu;
import org.backplane.api.cpu.CpuType;
import org.backplane.api.cpu.HotCode;
import org.backplane.api.device.Clock;
import org.backplane.api.device.DeviceType;
import org.backplane.api.device.Power;
import org.backplane.api.machine.Board;
import org.backplane.api.machine.BoardDevice;
import org.backplane.api.machine.BootPlan;
import org.backplane.api.machine.Machine;
import org.backplane.api.machine.MachineSettings;
import org.backplane.api.machine.MachineType;
import org.backplane.api.memory.AddressSpace;
import org.backplane.api.memory.Ram;
import org.backplane.api.schema.Records;
import org.backplane.api.schema.Schema;
import org.backplane.core.loop.MainLoop;
import org.backplane.core.schema.Catalog;
import org.backplane.core.schema.SchemaReader;
import org.backplane.core.schema.Trees;
import org.jspecify.annotations.Nullable;

/** The board of one machine, from {@code machine-created} until it is destroyed. */
final class MachineBoard implements Board {

    /** What a board needs of the world around it. */
    record Surroundings(
            Catalog catalog,
            MainLoop loop,
            ReentrantLock lock,
            Chardevs chardevs,
            BlockNodes blockNodes,
            UserObjects objects,
            Power power,
            ObjectNode.Setter settings,
            Faults faults) {}

    /** Told when a part of the machine throws something. */
    @FunctionalInterface
    interface Faults {
        void fault(String path, Throwable cause);
    }

    private record Image(String name, long address, ByteBuffer contents) {}

    /** What users can say of a machine of any type. */
    static final List<Schema.Member> SETTINGS = SchemaReader.struct(MachineSettings.class).members().stream()
            .filter(member -> !Set.of("type", "properties").contains(member.name()))
            .toList();

    /** How long a swap waits for what devices have asked of their back ends. */
    private static final long LONGEST_DRAIN_NANOS = 1_000_000_000L;

    private final MachineSettings settings;
    private final Surroundings around;
    private final GuestTime guestTime = new GuestTime();
    private final MachineClock guestClock;
    private final MachineClock hostClock;
    private final MemoryMap map = new MemoryMap();

    private HostMemory memory = new HostMemory();
    private final List<CpuThread> threads = new ArrayList<>();
    private final List<Cpu> cpus = new CopyOnWriteArrayList<>();
    private final Map<String, DeviceSlot> devices = new LinkedHashMap<>();
    private final List<Image> images = new ArrayList<>();
    private volatile boolean cpuFailed;
    private @Nullable Machine machine;
    private @Nullable BootPlan bootPlan;

    MachineBoard(MachineSettings settings, Surroundings around) {
        this.settings = settings;
        this.around = around;
        guestClock = new MachineClock(guestTime::now, around.loop(), around.lock());
        hostClock = new MachineClock(MachineBoard::hostNanos, around.loop(), around.lock());
    }

    private static long hostNanos() {
        var now = java.time.Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    // ---- what machine types build with

    @Override
    public MachineSettings settings() {
        return settings;
    }

    @Override
    public Machine machine() {
        if (machine == null) {
            throw new IllegalStateException("the machine is not built yet");
        }
        return machine;
    }

    @Override
    public void machine(Machine built) {
        machine = built;
    }

    @Override
    public AddressSpace memory() {
        return map;
    }

    @Override
    public Ram ram(String name, long base, long size) {
        var ram = allocate(size);
        map.add(name, base, ram, true);
        return ram;
    }

    @Override
    public Ram rom(String name, long base, long size) {
        var ram = allocate(size);
        map.add(name, base, ram, false);
        return ram;
    }

    @Override
    public Cpu cpu(String model, Map<String, Object> properties) {
        int index = cpus.size();
        var named = CpuModel.parse(model);
        var type = named.type();
        var architecture = around.catalog().with(CpuType.class, type, found -> found.architecture());
        var thread = new CpuThread(index, type, architecture, map, guestClock, e -> cpuFailed(index, e));
        var cpu = around.catalog().with(CpuType.class, type, found -> create(found, named, properties, thread));
        thread.plug(cpu);
        threads.add(thread);
        cpus.add(cpu);
        return cpu;
    }

    @SuppressWarnings("unchecked") // the record is made for this very type
    private <P extends Record> Cpu create(
            CpuType<?> found, CpuModel model, Map<String, Object> properties, CpuThread thread) {
        try {
            return ((CpuType<P>) found).create((P) bind(model, properties), thread);
        } catch (IllegalArgumentException e) {
            throw CommandException.badArgument("cpu", "CPU type '%s': %s".formatted(model.type(), e.getMessage()));
        }
    }

    /** What the user says of a processor goes before what the machine does. */
    private Record bind(CpuModel model, Map<String, Object> properties) {
        var all = new HashMap<>(properties);
        all.putAll(model.properties());
        try {
            return catalog().bind(catalog().properties(CpuType.class, model.type()), all, Form.WORDS);
        } catch (CommandException e) {
            throw e.inside("cpu");
        }
    }

    private void cpuFailed(int index, Throwable cause) {
        cpuFailed = true;
        fault(cpuPath(index), cause);
    }

    private static String cpuPath(int index) {
        return "/machine/cpu" + index;
    }

    /** The processors as the host sees them. */
    List<Vm.Processor> processors() {
        return threads.stream()
                .map(thread -> new Vm.Processor(
                        thread.index(),
                        cpuPath(thread.index()),
                        thread.threadId(),
                        thread.architecture(),
                        thread.statistics()))
                .toList();
    }

    /** What a processor executes most. */
    List<HotCode> hotCode(int index, int most) {
        return threads.get(index).hotCode(most);
    }

    @Override
    public List<Cpu> cpus() {
        return List.copyOf(cpus);
    }

    @Override
    public BoardDevice device(String id, String type, Map<String, Object> properties) {
        return slot(id, "/machine/" + id, type, properties);
    }

    /** Begins a device that the user adds. */
    DeviceSlot peripheral(String id, String type, Map<String, Object> properties) {
        return slot(id, Vm.PERIPHERAL + id, type, properties);
    }

    private DeviceSlot slot(String id, String path, String type, Map<String, Object> properties) {
        if (devices.containsKey(path)) {
            throw CommandException.badArgument("id", "Duplicate device ID '%s'".formatted(id));
        }
        bind(DeviceType.class, type, properties);
        return new DeviceSlot(this, id, path, type, Map.copyOf(properties));
    }

    @Override
    public List<BoardDevice> devices() {
        return List.copyOf(devices.values());
    }

    /** The slots in use, in the order of their coming. */
    List<DeviceSlot> slots() {
        return List.copyOf(devices.values());
    }

    @Override
    public Optional<String> serial(int index) {
        return around.chardevs().serial(index);
    }

    @Override
    public SerialLine console() {
        return serial(0)
                .flatMap(around.chardevs()::port)
                .<SerialLine>map(port -> port)
                .orElse(DeviceSlot.NO_LINE);
    }

    @Override
    public Power power() {
        return around.power();
    }

    @Override
    public void image(String name, long address, ByteBuffer contents) {
        images.removeIf(image -> image.name().equals(name));
        images.add(new Image(name, address, contents));
    }

    @Override
    public void bootPlan(BootPlan plan) {
        bootPlan = plan;
    }

    @Override
    public void unload() {
        images.clear();
        bootPlan = null;
    }

    @Override
    public void clear() {
        pause();
        threads.forEach(CpuThread::close);
        threads.clear();
        cpus.clear();
        devices.values().forEach(DeviceSlot::unplug);
        devices.clear();
        locked(() -> {
            guestClock.clear();
            hostClock.clear();
        });
        map.clear();
        unload();
        machine = null;
        memory.close();
        memory = new HostMemory();
    }

    // ---- running

    /** Lets time pass and the processors run. */
    void resume() {
        locked(() -> {
            guestTime.start();
            guestClock.run(true);
            hostClock.run(true);
        });
        threads.forEach(CpuThread::resume);
    }

    /** Stops the processors and guest time; when it returns, nothing moves. Not under the machine lock. */
    void pause() {
        halt();
        devices.values().forEach(DeviceSlot::drain);
    }

    /** Stops the processors. */
    void halt() {
        threads.forEach(CpuThread::requestPause);
        threads.forEach(CpuThread::awaitParked);
        locked(() -> {
            guestClock.run(false);
            hostClock.run(false);
            guestTime.stop();
        });
    }

    /** The paths of what is of a type of machines, processors or devices. */
    List<String> users(Class<?> service, String type) {
        if (service == MachineType.class) {
            return settings.type().equals(type) ? List.of("/machine") : List.of();
        } else if (service == CpuType.class) {
            return threads.stream()
                    .filter(thread -> thread.type().equals(type))
                    .map(thread -> cpuPath(thread.index()))
                    .toList();
        }
        return slots().stream()
                .filter(slot -> slot.type().equals(type))
                .map(DeviceSlot::path)
                .toList();
    }

    /** Whether a processor or a device has failed and is left alone. */
    boolean hasFaults() {
        return cpuFailed || slots().stream().anyMatch(DeviceSlot::isFaulty);
    }

    /** Waits until the devices that are to be replaced have no request under way. */
    void awaitRequests(Successors successors) {
        slots(successors).forEach(MachineBoard::awaitRequests);
    }

    /**
     * Puts other versions of devices into their slots; while the machine is paused and their requests have ended.
     *
     * @throws CommandException if one cannot take over; it says which and why
     */
    void replace(Successors successors, Swap swap) {
        slots(successors)
                .forEach(slot ->
                        swap.device(slot.path(), () -> slot.swap(successors.successor(DeviceType.class, slot.type()))));
    }

    private Stream<DeviceSlot> slots(Successors successors) {
        return slots().stream().filter(slot -> successors.has(DeviceType.class, slot.type()));
    }

    private static void awaitRequests(DeviceSlot slot) {
        if (!slot.drain(LONGEST_DRAIN_NANOS)) {
            throw CommandException.failed(
                    "%s: its requests do not end within %d ms".formatted(slot.path(), LONGEST_DRAIN_NANOS / 1_000_000));
        }
    }

    /** Resets everything and prepares the start; while it is paused. */
    void reset() {
        devices.values().forEach(DeviceSlot::drain);
        cpuFailed = false;
        devices.values().forEach(DeviceSlot::reset);
        locked(() -> {
            cpus.forEach(Cpu::reset);
            images.forEach(this::write);
            if (machine != null && bootPlan != null) {
                machine.boot(bootPlan);
            }
        });
    }

    private void write(Image image) {
        var region = map.region(image.address());
        if (region == null || region.ram().isEmpty()) {
            throw CommandException.failed("There is no memory at 0x%x for %s".formatted(image.address(), image.name()));
        }
        long offset = image.address() - region.base();
        var contents = image.contents().duplicate();
        int length = contents.remaining();
        if (length > region.size() - offset) {
            throw CommandException.failed(
                    "%s (%d bytes) does not fit at 0x%x".formatted(image.name(), length, image.address()));
        }
        var ram = region.ram().orElseThrow();
        try {
            ram.buffer(offset, length).put(contents);
        } catch (InternalError e) {
            throw CommandException.failed(
                    "The file of %s cannot be read any more; was it cut off?".formatted(image.name()));
        } finally {
            ram.written(offset, length);
        }
    }

    /** The machine and all in it as objects. */
    ObjectNode objects() {
        var children = new LinkedHashMap<String, ObjectNode>();
        var peripherals = new LinkedHashMap<String, ObjectNode>();
        for (int i = 0; i < threads.size(); i++) {
            children.put("cpu" + i, threads.get(i).object());
        }
        for (var slot : slots()) {
            (slot.path().startsWith(Vm.PERIPHERAL) ? peripherals : children).put(slot.id(), slot.object());
        }
        children.put("peripheral", ObjectNode.container(peripherals));
        return new ObjectNode(settings.type() + "-machine", settingProperties(), children, around.settings());
    }

    private Map<String, ObjectNode.Property> settingProperties() {
        var properties = ObjectNode.properties(new Schema.Struct("", SETTINGS), Trees.ofRecord(settings));
        if (catalog().names(MachineType.class).contains(settings.type())) { // its bundle may be stopped
            var own = bind(MachineType.class, settings.type(), settings.properties());
            properties.putAll(ObjectNode.properties(SchemaReader.struct(own.getClass()), Trees.ofRecord(own)));
        }
        return properties;
    }

    // ---- what slots need

    ReentrantLock lock() {
        return around.lock();
    }

    Catalog catalog() {
        return around.catalog();
    }

    MemoryMap map() {
        return map;
    }

    Clock guestClock() {
        return guestClock;
    }

    Clock hostClock() {
        return hostClock;
    }

    Ram allocate(long size) {
        return memory.allocate(size);
    }

    /** The properties record of a type of devices, whichever of its name that is. */
    Record bind(DeviceType<?, ?> type, Map<String, Object> properties) {
        return catalog().bind(Records.propertiesOf(type, DeviceType.class), properties, Form.TYPED);
    }

    Record bind(Class<?> service, String type, Map<String, Object> properties) {
        return catalog().bind(catalog().properties(service, type), properties, Form.TYPED);
    }

    SerialPort serialLine(String property, String id) {
        return around.chardevs()
                .port(id)
                .orElseThrow(() -> CommandException.badArgument(
                        property, "Property '%s' can't find value '%s'".formatted(property, id)));
    }

    BlockNode blockNode(String property, String name) {
        return around.blockNodes()
                .lend(name)
                .orElseThrow(() -> CommandException.badArgument(
                        property, "Property '%s' can't find value '%s'".formatted(property, name)));
    }

    UserObjects userObjects() {
        return around.objects();
    }

    void giveBack(String blockNode) {
        around.blockNodes().giveBack(blockNode);
    }

    void plugged(DeviceSlot slot) {
        devices.put(slot.path(), slot);
    }

    void unplugged(DeviceSlot slot) {
        devices.remove(slot.path());
    }

    void fault(String path, Throwable cause) {
        around.faults().fault(path, cause);
    }

    private void locked(Runnable action) {
        lock().lock();
        try {
            action.run();
        } finally {
            lock().unlock();
        }
    }
}
