package org.backplane.lib.virtio;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.backplane.api.device.Clock;
import org.backplane.api.device.Irq;
import org.backplane.api.device.Mmio;
import org.backplane.api.device.Registers;
import org.backplane.api.device.Slot;

/**
 * The memory-mapped transport of a virtio device, version 2 of the register layout; section 4.2. It negotiates features,
 * holds the queues, and interrupts through the slot's line {@code irq}.
 *
 * <p>Of the legacy layout (version 1), which QEMU shows unless {@code force-legacy=off}, there is nothing: drivers that
 * know no other are from before 2015. Left out as well is what is not offered: packed queues, notification data, reset of
 * single queues, shared memory.
 *
 * <p>A driver that resets the device while buffers are with a back end reads the old status until the last of them has
 * come back; so nothing is written to its memory once it reads zero.
 */
public final class VirtioMmio implements Mmio {
    private static final int REGISTERS = 0x100;
    private static final int SIZE = 0x200;

    private static final int MAGIC = 0x7472_6976; // "virt"
    private static final int VERSION = 2;

    /** What QEMU says; there are drivers that look for it. */
    private static final int VENDOR = 0x554d_4551;

    private static final int ACKNOWLEDGE = 1;
    private static final int DRIVER = 2;
    private static final int DRIVER_OK = 4;
    private static final int FEATURES_OK = 8;
    private static final int NEEDS_RESET = 64;
    private static final int FAILED = 128;
    private static final int DRIVERS_STATUS = ACKNOWLEDGE | DRIVER | DRIVER_OK | FEATURES_OK | FAILED;

    private static final int USED_BUFFER = 1;
    private static final int CONFIG_CHANGED = 2;

    private static final long LOW = 0xffff_ffffL;

    /** What driver and transport know of each other. A device has it in a field of its own state. */
    public static final class State {
        int status;
        /** The driver has asked for a reset, and buffers are still with a back end. */
        boolean resetting;

        int deviceFeaturesSelect;
        int driverFeaturesSelect;
        long driverFeatures;
        int queueSelect;
        int interrupts;
        int configGeneration;
        Virtqueue.State[] queues = {};
    }

    private final Slot slot;
    private final State state;
    private final long offered;
    private final Registers registers;
    private final List<Virtqueue> queues = new ArrayList<>();
    private final Irq irq;
    private final Clock clock;
    private final Clock.Timer later;
    private ConfigSpace config;
    private Runnable started = () -> {};
    private Runnable reset = () -> {};

    /**
     * A transport without queues; {@link #plugIn} comes last.
     *
     * @param deviceId the type of device; chapter 5
     * @param features what is offered, of the type's own features and of {@link Features}; version 1 goes without saying
     */
    public VirtioMmio(Slot slot, State state, int deviceId, long features) {
        this.slot = slot;
        this.state = state;
        offered = features | Features.VERSION_1;
        irq = slot.irq("irq");
        clock = slot.clock();
        later = clock.timer(this::serveAll);
        config = ConfigSpace.none(slot);
        registers = Registers.words(slot, REGISTERS)
                .readOnly(0x00, "MagicValue", () -> MAGIC)
                .readOnly(0x04, "Version", () -> VERSION)
                .readOnly(0x08, "DeviceID", () -> deviceId)
                .readOnly(0x0c, "VendorID", () -> VENDOR)
                .readOnly(0x10, "DeviceFeatures", this::deviceFeatures)
                .writeOnly(0x14, "DeviceFeaturesSel", value -> state.deviceFeaturesSelect = (int) value)
                .writeOnly(0x20, "DriverFeatures", this::writeDriverFeatures)
                .writeOnly(0x24, "DriverFeaturesSel", value -> state.driverFeaturesSelect = (int) value)
                .writeOnly(0x30, "QueueSel", value -> state.queueSelect = (int) value)
                .readOnly(
                        0x34,
                        "QueueSizeMax",
                        () -> isQueue(state.queueSelect) ? selected().maximum() : 0)
                .writeOnly(0x38, "QueueSize", value -> set(queue -> queue.size = (int) value))
                .readWrite(0x44, "QueueReady", this::queueReady, this::writeQueueReady)
                .writeOnly(0x50, "QueueNotify", this::notified)
                .readOnly(0x60, "InterruptStatus", () -> state.interrupts)
                .writeOnly(0x64, "InterruptACK", this::acknowledge)
                .readWrite(0x70, "Status", () -> state.status, this::writeStatus)
                .writeOnly(0x80, "QueueDescLow", low -> set(q -> q.descriptorArea = withLow(q.descriptorArea, low)))
                .writeOnly(0x84, "QueueDescHigh", high -> set(q -> q.descriptorArea = withHigh(q.descriptorArea, high)))
                .writeOnly(0x90, "QueueDriverLow", low -> set(q -> q.driverArea = withLow(q.driverArea, low)))
                .writeOnly(0x94, "QueueDriverHigh", high -> set(q -> q.driverArea = withHigh(q.driverArea, high)))
                .writeOnly(0xa0, "QueueDeviceLow", low -> set(q -> q.deviceArea = withLow(q.deviceArea, low)))
                .writeOnly(0xa4, "QueueDeviceHigh", high -> set(q -> q.deviceArea = withHigh(q.deviceArea, high)))
                .writeOnly(0xac, "SHMSel", _ -> {})
                .readOnly(0xb0, "SHMLenLow", () -> LOW)
                .readOnly(0xb4, "SHMLenHigh", () -> LOW)
                .readOnly(0xb8, "SHMBaseLow", () -> LOW)
                .readOnly(0xbc, "SHMBaseHigh", () -> LOW)
                .readOnly(0xfc, "ConfigGeneration", () -> state.configGeneration);
    }

    // ---- what the device sets up

    /** Has the device's configuration behind the registers. */
    public VirtioMmio config(ConfigSpace space) {
        if (space.size() > SIZE - REGISTERS) {
            throw new IllegalStateException("configuration of %d bytes".formatted(space.size()));
        }
        config = space;
        return this;
    }

    /** Tells the device when features are agreed on and the driver is ready. */
    public VirtioMmio onStart(Runnable action) {
        started = action;
        return this;
    }

    /** Tells the device when it has been reset, by the driver or with the machine; all its buffers are gone. */
    public VirtioMmio onReset(Runnable action) {
        reset = action;
        return this;
    }

    /**
     * Adds the next queue. In a state from before there was such a queue it begins unused.
     *
     * @param maximum how many descriptors it may have, a power of two, at most 1024
     * @param server takes buffers as long as there are any that it can use
     */
    public Virtqueue queue(int maximum, Consumer<Virtqueue> server) {
        if (maximum < 1 || maximum > DescriptorChain.LIMIT || Integer.bitCount(maximum) != 1) {
            throw new IllegalArgumentException("the size of a queue is a power of two up to " + DescriptorChain.LIMIT);
        }
        int index = queues.size();
        if (state.queues.length == index) {
            state.queues = Arrays.copyOf(state.queues, index + 1);
            state.queues[index] = new Virtqueue.State();
        }
        var queue = new Virtqueue(this, slot.dma(), maximum, state.queues[index], server);
        queues.add(queue);
        return queue;
    }

    /** Offers the window; on a state that has seen a driver, goes on where that stopped. */
    public void plugIn() {
        for (var queue : queues) {
            if (queue.state().ready) {
                queue.locate();
            }
        }
        slot.map(this);
        updateIrq();
        serveLater();
    }

    // ---- what the device uses

    /** The machine resets the device: what is with a back end is forgotten. */
    public void reset() {
        queues.forEach(Virtqueue::reset);
        state.status = 0;
        state.resetting = false;
        state.deviceFeaturesSelect = 0;
        state.driverFeaturesSelect = 0;
        state.driverFeatures = 0;
        state.queueSelect = 0;
        state.interrupts = 0;
        later.cancel();
        reset.run();
        updateIrq();
    }

    /** Whether both sides know a feature. */
    public boolean negotiated(long feature) {
        return (state.driverFeatures & feature) != 0;
    }

    /** Whether there is a driver that is ready, and nothing has failed. */
    public boolean running() {
        return has(DRIVER_OK) && !has(NEEDS_RESET);
    }

    /** Has a queue served because the device has become able to; the driver's notifications do that by themselves. */
    public void serve(Virtqueue queue) {
        if (serving() && queue.state().ready && !queue.state().stopping) {
            queue.serve();
        }
    }

    /** Has all queues served soon, after others have had their turn. */
    public void serveLater() {
        if (running()) {
            later.at(clock.now());
        }
    }

    /** The driver broke a rule that leaves the device with nothing to go by; it has to be reset. */
    public void fail(String message) {
        slot.guestError(message);
        if (!has(NEEDS_RESET)) {
            state.status |= NEEDS_RESET;
            if (has(DRIVER_OK)) {
                interrupt(CONFIG_CHANGED);
            }
        }
    }

    /** Tells the driver that the configuration is not what it was. */
    public void configChanged() {
        state.configGeneration++;
        if (has(DRIVER_OK)) {
            interrupt(CONFIG_CHANGED);
        }
    }

    // ---- what the queues use

    /** The driver wants to know of a used buffer. */
    void usedBuffer() {
        interrupt(USED_BUFFER);
    }

    /** A buffer has been given back: the last one, for which somebody may have been waiting. */
    void given(Virtqueue queue) {
        if (queue.state().stopping && queue.state().taken == 0) {
            queue.stop();
        }
        if (state.resetting && !isBusy()) {
            reset();
        }
    }

    /** Whether buffers may be taken. */
    boolean serving() {
        return running() && !state.resetting;
    }

    // ---- the window

    @Override
    public long size() {
        return SIZE;
    }

    @Override
    public long read(long offset, int bytes) {
        return offset < REGISTERS ? registers.read(offset, bytes) : config.read(offset - REGISTERS, bytes);
    }

    @Override
    public void write(long offset, int bytes, long value) {
        if (state.resetting) {
            slot.guestError("write at 0x%x before the reset has ended".formatted(offset));
        } else if (offset < REGISTERS) {
            registers.write(offset, bytes, value);
        } else {
            config.write(offset - REGISTERS, bytes, value);
        }
    }

    // ---- features and status

    private long deviceFeatures() {
        return switch (state.deviceFeaturesSelect) {
            case 0 -> offered & LOW;
            case 1 -> offered >>> 32;
            default -> 0;
        };
    }

    private void writeDriverFeatures(long value) {
        if (has(FEATURES_OK)) {
            slot.guestError("features after FEATURES_OK");
            return;
        }
        switch (state.driverFeaturesSelect) {
            case 0 -> state.driverFeatures = withLow(state.driverFeatures, value);
            case 1 -> state.driverFeatures = withHigh(state.driverFeatures, value);
            default -> {
                if (value != 0) {
                    slot.guestError("features beyond 63");
                }
            }
        }
    }

    private void writeStatus(long value) {
        if (value == 0) {
            beginReset();
            return;
        }
        int wanted = (int) value & DRIVERS_STATUS;
        if ((state.status & DRIVERS_STATUS & ~wanted) != 0) {
            slot.guestError("status 0x%x after 0x%x".formatted(value, state.status)); // they stay set; section 2.1.1
        }
        boolean started = has(DRIVER_OK);
        state.status |= wanted & (ACKNOWLEDGE | DRIVER | FAILED);
        if ((wanted & FEATURES_OK) != 0) {
            agree();
        }
        if ((wanted & DRIVER_OK) != 0 && !started) {
            start();
        }
    }

    /** Features are agreed on if the driver wants none that was not offered, and follows version 1. */
    private void agree() {
        if ((state.driverFeatures & ~offered) == 0 && negotiated(Features.VERSION_1)) {
            state.status |= FEATURES_OK;
        } else {
            slot.guestError("features 0x%x of 0x%x".formatted(state.driverFeatures, offered));
        }
    }

    private void start() {
        if (!has(FEATURES_OK)) {
            slot.guestError("DRIVER_OK before FEATURES_OK");
            return;
        }
        state.status |= DRIVER_OK;
        started.run();
        serveLater();
    }

    private void beginReset() {
        if (isBusy()) {
            state.resetting = true;
        } else {
            reset();
        }
    }

    /** Whether buffers are with a back end. */
    private boolean isBusy() {
        return queues.stream().anyMatch(queue -> queue.state().taken > 0);
    }

    private boolean has(int status) {
        return (state.status & status) != 0;
    }

    // ---- queues

    private boolean isQueue(int index) {
        return index >= 0 && index < queues.size();
    }

    private Virtqueue selected() {
        return queues.get(state.queueSelect);
    }

    /** Changes the selected queue, which has to be there and not in use. */
    private void set(Consumer<Virtqueue.State> change) {
        if (!isQueue(state.queueSelect)) {
            slot.guestError("no queue %d".formatted(state.queueSelect));
        } else if (selected().state().ready) {
            slot.guestError("queue %d is in use".formatted(state.queueSelect));
        } else {
            change.accept(selected().state());
        }
    }

    private long queueReady() {
        return isQueue(state.queueSelect) && selected().state().ready ? 1 : 0;
    }

    private void writeQueueReady(long value) {
        if (!isQueue(state.queueSelect)) {
            slot.guestError("no queue %d".formatted(state.queueSelect));
        } else if ((value & 1) == 0) {
            selected().stop();
        } else if (queueReady() == 0) {
            selected().start();
        }
    }

    private void notified(long index) {
        if (index >= queues.size() || !queues.get((int) index).state().ready) {
            slot.guestError("no queue %d to be notified of".formatted(index));
        } else if (!has(DRIVER_OK)) {
            slot.guestError("notification before DRIVER_OK");
        } else {
            serve(queues.get((int) index));
        }
    }

    private void serveAll() {
        queues.forEach(this::serve);
    }

    // ---- interrupts

    private void interrupt(int cause) {
        state.interrupts |= cause;
        updateIrq();
    }

    private void acknowledge(long causes) {
        state.interrupts &= (int) ~causes;
        updateIrq();
    }

    private void updateIrq() {
        irq.set(state.interrupts != 0);
    }

    private static long withLow(long value, long low) {
        return (value & ~LOW) | low;
    }

    private static long withHigh(long value, long high) {
        return (value & LOW) | (high << 32);
    }
}
