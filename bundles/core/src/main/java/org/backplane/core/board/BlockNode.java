package org.backplane.core.board;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.backplane.api.backend.BlockBackend;
import org.backplane.api.backend.BlockStore;
import org.backplane.api.backend.Handover;
import org.backplane.api.memory.Ram;
import org.backplane.api.memory.Region;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open block node: a thread of its own does, in order, what devices ask of it. */
final class BlockNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BlockNode.class);

    /** Told how a request ended, on the node's thread. */
    @FunctionalInterface
    interface Completion {
        void completed(long id, BlockBackend.Status status);
    }

    /** What a request does when it is its turn. */
    @FunctionalInterface
    private interface Work {
        BlockBackend.Status perform() throws IOException;
    }

    private record Job(long id, BlockBackend.Operation operation, long offset, Work work, Completion completion) {}

    private static final int LOAD_STEP = 1 << 20;

    private final String name;
    private final String driver;
    private final Map<String, Object> properties;
    private volatile BlockStore store;
    private final boolean readOnly;
    private final long size;
    private final Thread thread;
    /** In front of all requests to the store. */
    private final Turnstile turnstile = new Turnstile();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Job> jobs = new ArrayDeque<>();
    private boolean busy;
    private boolean closed;

    /**
     * Takes over an open store.
     *
     * @throws IOException if its size cannot be read
     */
    BlockNode(String name, String driver, Map<String, Object> properties, BlockStore store, boolean readOnly)
            throws IOException {
        this.name = name;
        this.driver = driver;
        this.properties = properties;
        this.store = store;
        this.readOnly = readOnly;
        size = store.size();
        thread = new Thread(this::work, "block-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    /** The name of its driver. */
    String driver() {
        return driver;
    }

    /** What the user gave its driver. */
    Map<String, Object> properties() {
        return properties;
    }

    /** What management programs want to know of it. */
    BlockNodes.NodeInfo info() {
        return new BlockNodes.NodeInfo(name, driver, store.filename(), size, allocated(), readOnly);
    }

    private OptionalLong allocated() {
        try {
            return store.allocated();
        } catch (IOException e) {
            LOG.info("block node {}: {}", name, e.getMessage());
            return OptionalLong.empty();
        }
    }

    long size() {
        return size;
    }

    boolean readOnly() {
        return readOnly;
    }

    /** Queues a request; its memory is looked up when it is its turn. */
    void submit(BlockBackend.Request request, MemoryMap memory, Completion completion) {
        submit(new Job(
                request.id(), request.operation(), request.offset(), () -> perform(request, memory), completion));
    }

    /** Queues the writing of a stretch of memory to the same offset. */
    void store(long id, Ram source, long offset, int length, Completion completion) {
        submit(new Job(id, BlockBackend.Operation.WRITE, offset, () -> store(source, offset, length), completion));
    }

    /** Fills memory with the first bytes. */
    void load(Ram target) throws IOException {
        if (target.size() > size) {
            throw new IOException(
                    "device requires %d bytes, block backend provides %d bytes".formatted(target.size(), size));
        }
        for (long offset = 0; offset < target.size(); offset += LOAD_STEP) {
            int length = (int) Math.min(LOAD_STEP, target.size() - offset);
            store.read(target.buffer(offset, length), offset);
            target.written(offset, length);
        }
    }

    private void submit(Job job) {
        lock.lock();
        try {
            jobs.add(job);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nothing is queued or under way. Not under the machine lock: completions need it. */
    void drain() {
        lock.lock();
        try {
            while (busy || !jobs.isEmpty()) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until nothing is queued or under way. Not under the machine lock.
     *
     * @param nanos how long at most
     * @return whether that came
     */
    boolean drain(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (left > 0 && (busy || !jobs.isEmpty())) {
                left = changed.awaitNanos(left);
            }
            return !busy && jobs.isEmpty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets another version of the driver go on with what is open; requests are carried over.
     *
     * @return lets the former go on
     */
    Runnable replace(Swap.Versions<BlockStore> versions, Swap swap) throws IOException {
        var sameSize = new Swap.Versions<>(
                versions.former(), left -> requireSize(versions.successor().takeOver(left)));
        return swap.exchange(turnstile, this::leave, sameSize, next -> store = next);
    }

    private Optional<Handover> leave() throws IOException {
        turnstile.requireEmpty(Swap.LONGEST_WAIT_NANOS);
        return store.handOver();
    }

    private BlockStore requireSize(BlockStore next) throws IOException {
        if (next.size() != size) {
            throw new IOException("its length was %d, and would be %d".formatted(size, next.size()));
        }
        return next;
    }

    @Override
    public void close() throws IOException {
        drain();
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (!readOnly) {
            store.flush();
        }
        store.close();
    }

    private void work() {
        Job job;
        while ((job = take()) != null) {
            var status = BlockBackend.Status.IO_ERROR;
            turnstile.enter();
            try {
                status = job.work.perform();
            } catch (IOException e) {
                LOG.warn("block node {}: {} at {}: {}", name, job.operation, job.offset, e.getMessage());
            } catch (RuntimeException | LinkageError e) {
                LOG.error("block node {}: {} at {}", name, job.operation, job.offset, e);
            } finally {
                turnstile.leave();
            }
            job.completion.completed(job.id, status);
            done();
        }
    }

    private @Nullable Job take() {
        lock.lock();
        try {
            while (jobs.isEmpty()) {
                if (closed) {
                    return null;
                }
                changed.awaitUninterruptibly();
            }
            busy = true;
            return jobs.remove();
        } finally {
            lock.unlock();
        }
    }

    private void done() {
        lock.lock();
        try {
            busy = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private BlockBackend.Status perform(BlockBackend.Request request, MemoryMap memory) throws IOException {
        if (readOnly && changes(request.operation())) {
            return BlockBackend.Status.UNSUPPORTED;
        }
        if (request.offset() < 0 || request.length() < 0 || request.length() > size - request.offset()) {
            return BlockBackend.Status.IO_ERROR;
        }
        switch (request.operation()) {
            case READ, WRITE -> {
                return transfer(request, memory);
            }
            case FLUSH -> store.flush();
            case DISCARD -> store.discard(request.offset(), request.length());
            case WRITE_ZEROES -> store.writeZeroes(request.offset(), request.length());
        }
        return BlockBackend.Status.OK;
    }

    private static boolean changes(BlockBackend.Operation operation) {
        return switch (operation) {
            case READ, FLUSH -> false;
            case WRITE, DISCARD, WRITE_ZEROES -> true;
        };
    }

    private BlockBackend.Status transfer(BlockBackend.Request request, MemoryMap memory) throws IOException {
        var buffers = new ArrayList<ByteBuffer>();
        long total = 0;
        for (var extent : request.memory()) {
            var region = memory.region(extent.address(), extent.length());
            if (region == null) {
                return BlockBackend.Status.IO_ERROR;
            }
            buffers.add(buffer(region, extent));
            total += extent.length();
        }
        if (total > size - request.offset()) {
            return BlockBackend.Status.IO_ERROR;
        }
        return request.operation() == BlockBackend.Operation.READ
                ? read(request, buffers, memory)
                : write(request, buffers);
    }

    private static ByteBuffer buffer(Region region, BlockBackend.Extent extent) {
        return region.ram().orElseThrow().buffer(extent.address() - region.base(), extent.length());
    }

    private BlockBackend.Status read(BlockBackend.Request request, List<ByteBuffer> buffers, MemoryMap memory)
            throws IOException {
        long offset = request.offset();
        for (var buffer : buffers) {
            int length = buffer.remaining();
            store.read(buffer, offset);
            offset += length;
        }
        for (var extent : request.memory()) {
            var region = memory.region(extent.address(), extent.length());
            if (region != null) {
                region.ram().orElseThrow().written(extent.address() - region.base(), extent.length());
            }
        }
        return BlockBackend.Status.OK;
    }

    private BlockBackend.Status store(Ram source, long offset, int length) throws IOException {
        if (readOnly) {
            return BlockBackend.Status.UNSUPPORTED;
        }
        if (offset < 0 || length < 0 || length > size - offset) {
            return BlockBackend.Status.IO_ERROR;
        }
        store.write(source.buffer(offset, length), offset);
        return BlockBackend.Status.OK;
    }

    private BlockBackend.Status write(BlockBackend.Request request, List<ByteBuffer> buffers) throws IOException {
        long offset = request.offset();
        for (var buffer : buffers) {
            int length = buffer.remaining();
            store.write(buffer, offset);
            offset += length;
        }
        return BlockBackend.Status.OK;
    }
}
