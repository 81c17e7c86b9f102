package org.backplane.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.backplane.api.backend.SerialLine;
import org.backplane.api.device.Clock;
import org.backplane.api.device.Device;
import org.backplane.api.device.DeviceType;
import org.backplane.api.device.Mmio;
import org.backplane.api.device.Power;
import org.backplane.api.device.Slot;
import org.backplane.api.device.StateTree;
import org.backplane.api.memory.Ram;
import org.jspecify.annotations.Nullable;

/**
 * A slot without a machine around it. The test is the guest (it reads and writes), the time (it advances), the host
 * (it holds the back ends) and the administrator (it unplugs and swaps). Like a machine it calls the device one call
 * at a time, and timers only between calls.
 */
public final class FakeSlot implements Slot {
    /** Where the guest's memory begins unless told otherwise. */
    public static final long RAM_BASE = 0x8000_0000L;

    /** What the host's clock shows at first: 2026-01-01 00:00 UTC, in nanoseconds. */
    public static final long HOST_START = 1_767_225_600_000_000_000L;

    private static final int RAM_SIZE = 1 << 20;

    private final FakeClock guestClock = new FakeClock();
    private final FakeClock hostClock = new FakeClock(HOST_START);
    private final FakeMemory dma;
    private final Map<Integer, Mmio> windows = new TreeMap<>();
    private final Map<Integer, Ram> readable = new TreeMap<>();
    private final Map<String, FakeIrq> lines = new LinkedHashMap<>();
    private final Map<String, Ram> memories = new LinkedHashMap<>();
    private final Map<String, Object> backends = new LinkedHashMap<>();
    private final List<PowerRequest> powerRequests = new ArrayList<>();
    private final List<String> guestErrors = new ArrayList<>();
    private @Nullable Device device;
    private @Nullable Object state;
    private @Nullable Supplier<Device> successor;
    private int accessSize = Integer.BYTES;
    /** Which device of those that were here one after the other; what an earlier one queued is dropped. */
    private int generation;

    /** What a device asked of the machine's power switch. */
    public sealed interface PowerRequest {
        /** Switch off, with the exit code of the process. */
        record Off(int exitCode) implements PowerRequest {}

        /** Reset the machine. */
        record Reset() implements PowerRequest {}

        /** The guest has given up. */
        record Panicked() implements PowerRequest {}
    }

    /** A slot beside a megabyte of guest memory at {@link #RAM_BASE}. */
    public FakeSlot() {
        this(new FakeMemory(RAM_BASE, RAM_SIZE));
    }

    /** A slot beside the given guest memory. */
    public FakeSlot(FakeMemory memory) {
        dma = memory;
    }

    // ---- the administrator

    /** Connects a back end, before the device is plugged in, to the property that would name it. */
    public FakeSlot connect(String property, Object backend) {
        backends.put(property, backend);
        return this;
    }

    /** Plugs in a device that has just been switched on. */
    public <P extends Record, S> Device plug(DeviceType<P, S> type, P properties) {
        return plug(type, properties, type.powerOn(properties));
    }

    /** Plugs in a device on a state; what another one left behind is taken away first. */
    public <P extends Record, S> Device plug(DeviceType<P, S> type, P properties, S onState) {
        unplug();
        var plugged = type.create(properties, onState, this);
        device = plugged;
        state = onState;
        successor = () -> {
            S copy = type.powerOn(properties);
            takeOver(onState, copy);
            return plug(type, properties, copy);
        };
        return plugged;
    }

    /**
     * Takes the device out and plugs another of its type in, on a copy of its state made as a machine makes it: by
     * field name, of plain data only.
     *
     * @throws AssertionError if the state holds something else
     */
    public Device swap() {
        if (successor == null) {
            throw new IllegalStateException("nothing is plugged in");
        }
        return successor.get();
    }

    private static void takeOver(Object state, Object copy) {
        try {
            StateTree.of(state).into(copy);
        } catch (IllegalArgumentException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    /** Takes the device out: its windows and timers go, nothing reaches it any more. Lines and clocks stay as they are. */
    public void unplug() {
        generation++;
        device = null;
        windows.clear();
        readable.clear();
        for (var backend : backends.values()) {
            if (backend instanceof FakeSerialLine line) {
                line.detach();
            }
        }
    }

    /** The device plugged in. */
    public Device device() {
        if (device == null) {
            throw new IllegalStateException("nothing is plugged in");
        }
        return device;
    }

    /** The state of the device plugged in last. */
    public <S> S state(Class<S> kind) {
        if (state == null) {
            throw new IllegalStateException("nothing has been plugged in");
        }
        return kind.cast(state);
    }

    // ---- the guest

    /** How many bytes {@link #read(long)} and {@link #write(long, long)} access; 4 unless told otherwise. */
    public FakeSlot accessSize(int bytes) {
        accessSize = bytes;
        return this;
    }

    /** Reads from window 0. */
    public long read(long offset) {
        return read(offset, accessSize);
    }

    /** Reads from window 0. */
    public long read(long offset, int bytes) {
        return read(0, offset, bytes);
    }

    /**
     * Reads from a window as a processor does.
     *
     * @throws AssertionError if the answer is wider than the access
     */
    public long read(int window, long offset, int bytes) {
        var answering = windowFor(window, offset, bytes);
        var memory = readable.get(window);
        long value = memory == null ? answering.read(offset, bytes) : memory.read(offset, bytes);
        settle();
        if (bytes < Long.BYTES && value >>> (8 * bytes) != 0) {
            throw new AssertionError("%d-byte read at 0x%x answers 0x%x".formatted(bytes, offset, value));
        }
        return value;
    }

    /** Writes to window 0. */
    public void write(long offset, long value) {
        write(offset, accessSize, value);
    }

    /** Writes to window 0. */
    public void write(long offset, int bytes, long value) {
        write(0, offset, bytes, value);
    }

    /** Writes to a window as a processor does: only the bytes of the access reach the device. */
    public void write(int window, long offset, int bytes, long value) {
        long mask = bytes == Long.BYTES ? -1 : (1L << (8 * bytes)) - 1;
        windowFor(window, offset, bytes).write(offset, bytes, value & mask);
        settle();
    }

    /** The numbers of the windows that the device has mapped. */
    public List<Integer> windows() {
        return List.copyOf(windows.keySet());
    }

    /** Whether memory answers the reads of a window in place of the device. */
    public boolean readsFromMemory(int window) {
        return readable.containsKey(window);
    }

    /** A window the device has mapped. */
    public Mmio window(int index) {
        var window = windows.get(index);
        if (window == null) {
            throw new IllegalStateException("no window " + index);
        }
        return window;
    }

    private Mmio windowFor(int index, long offset, int bytes) {
        var window = window(index);
        if (offset < 0 || offset > window.size() - bytes || offset % bytes != 0) {
            throw new IllegalArgumentException("no machine makes a %d-byte access at 0x%x of a window of 0x%x"
                    .formatted(bytes, offset, window.size()));
        }
        return window;
    }

    /** Fires timers that a call has set to a time that is already there. */
    private void settle() {
        guestClock.advance(0);
        hostClock.advance(0);
    }

    // ---- time

    /** Lets time pass for guest and host alike. */
    public void advance(long nanos) {
        guestClock.advance(nanos);
        hostClock.advance(nanos);
    }

    /** Guest time. */
    public FakeClock guestTime() {
        return guestClock;
    }

    /** The host's time of day. */
    public FakeClock hostTime() {
        return hostClock;
    }

    // ---- what came of it

    /** What the device asked of the power switch. */
    public List<PowerRequest> powerRequests() {
        return List.copyOf(powerRequests);
    }

    /** What the device held against the guest. */
    public List<String> guestErrors() {
        return List.copyOf(guestErrors);
    }

    /** The outputs the device has asked for, and those a test has. */
    public List<String> irqs() {
        return List.copyOf(lines.keySet());
    }

    // ---- the device's side

    @Override
    public void map(int index, Mmio window) {
        if (windows.putIfAbsent(index, window) != null) {
            throw new IllegalStateException("window " + index + " is mapped twice");
        }
    }

    @Override
    public void readsFrom(int index, Optional<Ram> memory) {
        if (memory.stream().anyMatch(ram -> ram.size() != window(index).size())) {
            throw new IllegalArgumentException("memory of another length than window " + index);
        }
        memory.ifPresentOrElse(ram -> readable.put(index, ram), () -> readable.remove(index));
    }

    @Override
    public FakeIrq irq(String name) {
        return lines.computeIfAbsent(name, _ -> new FakeIrq());
    }

    @Override
    public Clock clock() {
        return guarded(guestClock);
    }

    @Override
    public Clock hostClock() {
        return guarded(hostClock);
    }

    @Override
    public FakeMemory dma() {
        return dma;
    }

    @Override
    public Ram memory(String name, long size) {
        return memories.computeIfAbsent(name, _ -> FakeMemory.ram(size));
    }

    @Override
    public <T> T backend(String property, Class<T> kind) {
        var backend = backends.get(property);
        if (backend instanceof FakeBlockBackend blocks) {
            blocks.lend(dma, completion());
        }
        if (backend != null) {
            return kind.cast(backend);
        }
        if (kind == SerialLine.class) {
            return kind.cast(new FakeSerialLine());
        }
        throw new IllegalArgumentException(property + " property not set");
    }

    @Override
    public Power power() {
        return new Power() {
            @Override
            public void off(int exitCode) {
                powerRequests.add(new PowerRequest.Off(exitCode));
            }

            @Override
            public void reset() {
                powerRequests.add(new PowerRequest.Reset());
            }

            @Override
            public void panicked() {
                powerRequests.add(new PowerRequest.Panicked());
            }
        };
    }

    @Override
    public void guestError(String message) {
        guestErrors.add(message);
    }

    private FakeBlockBackend.Completion completion() {
        int owner = generation;
        return (id, status) -> {
            if (owner == generation) {
                device().completed(id, status);
            }
        };
    }

    private Clock guarded(FakeClock clock) {
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
                        action.run();
                    }
                });
            }
        };
    }
}
