package org.backplane.core.board;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.backplane.api.cpu.Architecture;
import org.backplane.api.cpu.Cpu;
import org.backplane.api.cpu.CpuSocket;
import org.backplane.api.cpu.HotCode;
import org.backplane.api.device.Clock;
import org.backplane.api.memory.AddressSpace;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One processor's socket and thread: runs it while the machine runs, lets it sleep while it waits. */
final class CpuThread implements CpuSocket {
    private static final Logger LOG = LoggerFactory.getLogger(CpuThread.class);

    /** The types of what all processors show, beside what users give them. */
    static final Map<String, String> COMMON = Map.of("cpu-index", "uint32");

    private final int index;
    private final String type;
    private final Architecture architecture;
    private final AddressSpace memory;
    private final Clock clock;
    private final Consumer<Throwable> onFault;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile boolean running;
    private volatile boolean closed;
    private boolean parked = true;
    /** Set by {@link #wake}, cleared before the processor runs: a wake between run and sleep is not lost. */
    private volatile boolean awake;

    private @Nullable Cpu cpu;
    private final CompletableFuture<Long> threadId = new CompletableFuture<>();

    CpuThread(
            int index,
            String type,
            Architecture architecture,
            AddressSpace memory,
            Clock clock,
            Consumer<Throwable> onFault) {
        this.index = index;
        this.type = type;
        this.architecture = architecture;
        this.memory = memory;
        this.clock = clock;
        this.onFault = onFault;
        thread = new Thread(this::loop, "cpu-" + index);
        thread.setDaemon(true);
    }

    /** Puts the processor in and starts its thread, which waits. */
    void plug(Cpu plugged) {
        cpu = plugged;
        thread.start();
    }

    /** Lets the processor run. */
    void resume() {
        lock.lock();
        try {
            parked = false;
            running = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Asks the processor to stop; {@link #awaitParked} tells when it has. */
    void requestPause() {
        running = false;
        if (cpu != null) {
            cpu.kick();
        }
        wake();
    }

    /** Waits until the processor has stopped. Not under the machine lock: the processor may be waiting for it. */
    void awaitParked() {
        lock.lock();
        try {
            while (!parked && thread.isAlive()) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends the thread for good. */
    void close() {
        requestPause();
        awaitParked();
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The number by which the host knows its thread. */
    long threadId() {
        return threadId.join();
    }

    /** The name of the processor's type. */
    String type() {
        return type;
    }

    Architecture architecture() {
        return architecture;
    }

    /** What the processor has counted, by name. */
    Map<String, Long> statistics() {
        return cpu == null ? Map.of() : cpu.statistics();
    }

    /** What the processor executes most. */
    List<HotCode> hotCode(int most) {
        return cpu == null ? List.of() : cpu.hotCode(most);
    }

    /** The processor as an object. */
    ObjectNode object() {
        var properties = new LinkedHashMap<String, ObjectNode.Property>();
        properties.put("cpu-index", new ObjectNode.Property("uint32", (long) index));
        statistics().forEach((name, value) -> properties.put(name, new ObjectNode.Property("uint64", value)));
        return new ObjectNode(architecture.objectType(type), properties, Map.of());
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public AddressSpace memory() {
        return memory;
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public void wake() {
        awake = true;
        LockSupport.unpark(thread);
    }

    @Override
    public void guestError(String message) {
        LOG.debug("cpu{}: {}", index, message);
    }

    private void loop() {
        threadId.complete(HostThreads.currentId());
        while (awaitRunning()) {
            try {
                runOnce();
            } catch (RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError e) {
                running = false;
                onFault.accept(e);
            }
        }
    }

    private boolean awaitRunning() {
        if (running) {
            return true;
        }
        lock.lock();
        try {
            while (!running && !closed) {
                parked = true;
                changed.signalAll();
                changed.awaitUninterruptibly();
            }
            return running;
        } finally {
            lock.unlock();
        }
    }

    private void runOnce() {
        var plugged = cpu;
        awake = false;
        if (plugged != null && plugged.run() == Cpu.Exit.IDLE) {
            sleep(plugged.wakeTime());
        }
    }

    private void sleep(long wakeTime) {
        while (!awake && running) {
            if (wakeTime == Long.MAX_VALUE) {
                LockSupport.park(this);
            } else {
                long nanos = wakeTime - clock.now();
                if (nanos <= 0) {
                    return;
                }
                LockSupport.parkNanos(this, nanos);
            }
        }
    }
}
