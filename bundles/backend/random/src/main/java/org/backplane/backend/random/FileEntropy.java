package org.backplane.backend.random;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.backplane.api.backend.Handover;
import org.backplane.api.object.Entropy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads ahead on a thread of its own, since a file may have its bytes when it likes: a pipe, or slow hardware. */
final class FileEntropy implements Entropy {
    private static final Logger LOG = LoggerFactory.getLogger(FileEntropy.class);
    private static final int AHEAD = 4096;
    private static final String AHEAD_BYTES = "ahead";

    private final Path file;
    private final Thread reader;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition taken = lock.newCondition();
    /** What was read and not given yet, from its beginning to its position. */
    private final ByteBuffer ahead = ByteBuffer.allocate(AHEAD);

    /** Begins to read; the file is opened on the thread, since that may take its time with a pipe. */
    FileEntropy(Path file) {
        this(file, new byte[0]);
    }

    /** Begins with what another version of this code has read ahead. */
    FileEntropy(Path file, Handover from) {
        this(file, from.get(AHEAD_BYTES, byte[].class));
    }

    private FileEntropy(Path file, byte[] first) {
        this.file = file;
        ahead.put(first, 0, Math.min(first.length, AHEAD));
        reader = new Thread(this::readAhead, "rng-" + file);
        reader.setDaemon(true);
        reader.start();
    }

    @Override
    public int available() {
        lock.lock();
        try {
            return ahead.position();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void read(byte[] target, int from, int length) {
        lock.lock();
        try {
            ahead.flip().get(target, from, length).compact();
            taken.signal();
        } finally {
            lock.unlock();
        }
    }

    private void readAhead() {
        try (var channel = FileChannel.open(file)) {
            var bytes = ByteBuffer.allocate(AHEAD);
            while (channel.read(bytes.clear().limit(room())) >= 0) {
                put(bytes.flip());
            }
            LOG.warn("{} has ended and gives no more random bytes", file);
        } catch (InterruptedException | ClosedByInterruptException e) {
            LOG.debug("{} is read no more", file);
        } catch (IOException e) {
            LOG.warn("{} gives no more random bytes: {}", file, e.getMessage());
        }
    }

    /** How much may be read, once it is anything. */
    private int room() throws InterruptedException {
        lock.lock();
        try {
            while (!ahead.hasRemaining()) {
                taken.await();
            }
            return ahead.remaining();
        } finally {
            lock.unlock();
        }
    }

    private void put(ByteBuffer bytes) {
        lock.lock();
        try {
            ahead.put(bytes);
        } finally {
            lock.unlock();
        }
    }

    /** Leaves what it has read ahead; the other one opens the file for itself. */
    @Override
    public Optional<Handover> handOver() {
        close();
        lock.lock();
        try {
            var bytes = new byte[ahead.position()];
            ahead.flip().get(bytes).compact();
            return Optional.of(Handover.of(Map.of(AHEAD_BYTES, bytes)));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        reader.interrupt();
    }
}
