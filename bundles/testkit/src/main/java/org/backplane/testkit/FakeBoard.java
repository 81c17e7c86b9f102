package org.backplane.testkit;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.backplane.api.backend.SerialLine;
import org.backplane.api.command.CommandException;
import org.backplane.api.cpu.Cpu;
import org.backplane.api.device.Irq;
import org.backplane.api.device.Power;
import org.backplane.api.machine.Board;
import org.backplane.api.machine.BoardDevice;
import org.backplane.api.machine.BootPlan;
import org.backplane.api.machine.Machine;
import org.backplane.api.machine.MachineSettings;
import org.backplane.api.memory.AddressSpace;
import org.backplane.api.memory.Ram;
import org.backplane.api.memory.Region;
import org.jspecify.annotations.Nullable;

/**
 * A board on which a test builds a machine: it has real memory, processors and devices that are no more than their
 * wiring, and remembers all it was asked for. Which device types there are and what they look like from outside, the
 * test says by {@link #offer}; every type of processor is there.
 */
public final class FakeBoard implements Board, AddressSpace {

    /**
     * What a device type looks like from outside.
     *
     * @param windows the lengths of its windows
     * @param irqs the names of its interrupt outputs
     * @param deviceTree what device trees say of it
     */
    public record Shape(List<Long> windows, List<String> irqs, Map<String, Object> deviceTree) {
        public Shape {
            windows = List.copyOf(windows);
            irqs = List.copyOf(irqs);
            deviceTree = Map.copyOf(deviceTree);
        }
    }

    /**
     * Bytes that are put into memory on reset.
     *
     * @param address where
     * @param bytes what
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Image(long address, byte[] bytes) {}

    private final MachineSettings settings;
    private final Map<String, Shape> shapes = new LinkedHashMap<>();
    private final List<Region> regions = new ArrayList<>();
    private final List<Cpu> cpus = new ArrayList<>();
    private final Map<String, FakeBoardDevice> devices = new LinkedHashMap<>();
    private final Map<String, Image> images = new LinkedHashMap<>();
    private final Map<Integer, String> serials = new TreeMap<>();
    private final FakeSerialLine console = new FakeSerialLine();
    private final FakeSlot powerSlot = new FakeSlot();
    private @Nullable Machine machine;
    private @Nullable BootPlan bootPlan;
    private int generation;

    /** An empty board for a machine that a user asked for. */
    public FakeBoard(MachineSettings settings) {
        this.settings = settings;
    }

    // ---- the test

    /** Offers a type of device. */
    public FakeBoard offer(String type, Shape shape) {
        shapes.put(type, shape);
        return this;
    }

    /** Says that the user connected a character device to a serial line. */
    public FakeBoard connect(int serial, String chardev) {
        serials.put(serial, chardev);
        return this;
    }

    /** What is mapped, in the order of its coming. */
    public List<Region> regions() {
        var all = new ArrayList<>(regions);
        devices.values().forEach(device -> all.addAll(device.regions()));
        return all;
    }

    /** A device by its name. */
    public FakeBoardDevice device(String id) {
        return Optional.ofNullable(devices.get(id))
                .orElseThrow(() -> new AssertionError("there is no device '%s'".formatted(id)));
    }

    /** A processor by its number. */
    public FakeCpu fakeCpu(int index) {
        return (FakeCpu) cpus.get(index);
    }

    /** Takes a device away again. */
    public void unplug(BoardDevice device) {
        devices.remove(device.id());
    }

    /** The images, by name. */
    public Map<String, Image> images() {
        return Collections.unmodifiableMap(images);
    }

    /** An image by its name. */
    public Image image(String name) {
        return Optional.ofNullable(images.get(name))
                .orElseThrow(() -> new AssertionError("there is no image '%s'".formatted(name)));
    }

    /** What was loaded, if anything. */
    public Optional<BootPlan> bootPlan() {
        return Optional.ofNullable(bootPlan);
    }

    /** What was asked of the power switch. */
    public List<FakeSlot.PowerRequest> powerRequests() {
        return powerSlot.powerRequests();
    }

    /** Resets the machine as a board does: processors, images, then {@link Machine#boot}. */
    public void reset() {
        cpus.forEach(Cpu::reset);
        images.values().forEach(image -> write(image.address(), image.bytes()));
        if (machine != null && bootPlan != null) {
            machine.boot(bootPlan);
        }
    }

    /** Reads memory. */
    public byte[] bytes(long address, int length) {
        var bytes = new byte[length];
        var region = memoryAt(address);
        region.ram().orElseThrow().read(address - region.base(), bytes, 0, length);
        return bytes;
    }

    private void write(long address, byte[] bytes) {
        var region = memoryAt(address);
        region.ram().orElseThrow().write(address - region.base(), bytes, 0, bytes.length);
    }

    private Region memoryAt(long address) {
        var region = region(address);
        if (region == null || region.ram().isEmpty()) {
            throw new AssertionError("there is no memory at 0x%x".formatted(address));
        }
        return region;
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
        return this;
    }

    @Override
    public Ram ram(String name, long base, long size) {
        return map(name, base, size, true);
    }

    @Override
    public Ram rom(String name, long base, long size) {
        return map(name, base, size, false);
    }

    private Ram map(String name, long base, long size, boolean writable) {
        var ram = FakeMemory.ram(size);
        regions.add(new Region(base, size, name, Optional.of(ram), writable));
        generation++;
        return ram;
    }

    @Override
    public Cpu cpu(String type, Map<String, Object> properties) {
        var cpu = new FakeCpu(type, properties);
        cpus.add(cpu);
        return cpu;
    }

    @Override
    public List<Cpu> cpus() {
        return List.copyOf(cpus);
    }

    @Override
    public FakeBoardDevice device(String id, String type, Map<String, Object> properties) {
        var shape = shapes.get(type);
        if (shape == null) {
            throw CommandException.failed("device '%s' not found".formatted(type));
        }
        return new FakeBoardDevice(id, type, properties, shape, this::plug);
    }

    private void plug(FakeBoardDevice device) {
        if (devices.putIfAbsent(device.id(), device) != null) {
            throw CommandException.badArgument("id", "Duplicate device ID '%s'".formatted(device.id()));
        }
    }

    @Override
    public List<BoardDevice> devices() {
        return List.copyOf(devices.values());
    }

    @Override
    public Optional<String> serial(int index) {
        return Optional.ofNullable(serials.get(index));
    }

    @Override
    public SerialLine console() {
        return console;
    }

    @Override
    public Power power() {
        return powerSlot.power();
    }

    @Override
    public void image(String name, long address, ByteBuffer contents) {
        var bytes = new byte[contents.remaining()];
        contents.get(contents.position(), bytes);
        images.put(name, new Image(address, bytes));
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
        unload();
        machine = null;
        devices.clear();
        cpus.clear();
        regions.clear();
        generation++;
    }

    // ---- guest addresses

    @Override
    public @Nullable Region region(long address) {
        return regions().stream()
                .filter(region -> region.contains(address))
                .findFirst()
                .orElse(null);
    }

    @Override
    public int generation() {
        return generation;
    }

    /** Reads memory as a processor does; no fake device answers. */
    @Override
    public long read(long address, int bytes) throws BusFault {
        var region = region(address);
        if (region == null || region.ram().isEmpty()) {
            throw BusFault.FAULT;
        }
        return region.ram().orElseThrow().read(address - region.base(), bytes);
    }

    /** Writes memory as a processor does; no fake device answers. */
    @Override
    public void write(long address, int bytes, long value) throws BusFault {
        var region = region(address);
        if (region == null || region.ram().isEmpty()) {
            throw BusFault.FAULT;
        }
        if (region.writable()) {
            region.ram().orElseThrow().write(address - region.base(), bytes, value);
        }
    }

    /** A processor that does nothing but hold registers and lines; both come into being when they are used. */
    public static final class FakeCpu implements Cpu {
        private final String type;
        private final Map<String, Object> properties;
        private final Map<String, Long> registers = new TreeMap<>();
        private final Map<String, FakeIrq> inputs = new TreeMap<>();
        private Map<String, Object> deviceTree = Map.of();

        FakeCpu(String type, Map<String, Object> properties) {
            this.type = type;
            this.properties = Map.copyOf(properties);
        }

        /** The type it was asked for as. */
        public String type() {
            return type;
        }

        /** The properties it was asked for with. */
        public Map<String, Object> properties() {
            return properties;
        }

        /** What device trees say of it from now on. */
        public void deviceTree(Map<String, Object> told) {
            deviceTree = Map.copyOf(told);
        }

        @Override
        public Map<String, Object> deviceTree() {
            return deviceTree;
        }

        @Override
        public void reset() {
            registers.clear();
        }

        @Override
        public Exit run() {
            return Exit.IDLE;
        }

        @Override
        public void kick() {}

        @Override
        public long wakeTime() {
            return Long.MAX_VALUE;
        }

        @Override
        public FakeIrq input(String name) {
            return inputs.computeIfAbsent(name, _ -> new FakeIrq());
        }

        @Override
        public List<String> registers() {
            return List.copyOf(registers.keySet());
        }

        @Override
        public long register(String name) {
            return registers.getOrDefault(name, 0L);
        }

        @Override
        public void register(String name, long value) {
            registers.put(name, value);
        }

        @Override
        public long instructions() {
            return 0;
        }
    }

    /** A device that is no more than its windows and lines. */
    public static final class FakeBoardDevice implements BoardDevice {

        /** Told when a device is plugged in. */
        @FunctionalInterface
        interface Plugging {
            void plug(FakeBoardDevice device);
        }

        private final String id;
        private final String type;
        private final Map<String, Object> properties;
        private final Shape shape;
        private final Plugging plugging;
        private final Map<Integer, Long> addresses = new TreeMap<>();
        private final Map<String, Irq> targets = new LinkedHashMap<>();
        private final Map<Integer, FakeIrq> inputs = new TreeMap<>();
        private boolean realized;

        FakeBoardDevice(String id, String type, Map<String, Object> properties, Shape shape, Plugging plugging) {
            this.id = id;
            this.type = type;
            this.properties = Map.copyOf(properties);
            this.shape = shape;
            this.plugging = plugging;
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public String type() {
            return type;
        }

        /** The properties it was asked for with. */
        public Map<String, Object> properties() {
            return properties;
        }

        @Override
        public String path() {
            return "/machine/" + id;
        }

        @Override
        public FakeBoardDevice window(int index, long address) {
            addresses.put(index, address);
            return this;
        }

        /** Where a window lies, if it was placed. */
        public Optional<Long> address(int window) {
            return Optional.ofNullable(addresses.get(window));
        }

        @Override
        public List<Long> windowSizes() {
            return realized ? shape.windows() : List.of();
        }

        @Override
        public List<String> irqs() {
            return realized ? shape.irqs() : List.of();
        }

        @Override
        public FakeBoardDevice irq(String output, Irq target) {
            if (!shape.irqs().contains(output)) {
                throw new AssertionError("%s has no output '%s'".formatted(type, output));
            }
            targets.put(output, target);
            return this;
        }

        /** Drives one of its outputs. */
        public void drive(String output, boolean asserted) {
            targets.getOrDefault(output, Irq.NONE).set(asserted);
        }

        @Override
        public FakeIrq input(int line) {
            return inputs.computeIfAbsent(line, _ -> new FakeIrq());
        }

        @Override
        public Map<String, Object> deviceTree() {
            return shape.deviceTree();
        }

        @Override
        public FakeBoardDevice realize() {
            realized = true;
            plugging.plug(this);
            return this;
        }

        private List<Region> regions() {
            var regions = new ArrayList<Region>();
            addresses.forEach((index, address) ->
                    regions.add(new Region(address, shape.windows().get(index), id, Optional.empty(), true)));
            return regions;
        }
    }
}
