package org.backplane.core.board;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.backplane.api.backend.Chardev;
import org.backplane.api.backend.SerialLine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A character device in use: two threads move bytes between its streams and two bounded queues, and the device on
 * the line is called under the machine lock. A host that does not read holds the device up, not the machine.
 */
final class SerialPort implements SerialLine, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SerialPort.class);
    private static final int QUEUE = 64 * 1024;
    private static final int CHUNK = 4096;

    /** The host end. */
    private static final class Host {
        private final Chardev chardev;
        private final InputStream input;
        private final OutputStream output;

        private Host(Chardev chardev) {
            this.chardev = chardev;
            input = chardev.input();
            output = chardev.output();
        }
    }

    private final String id;
    private final String type;
    private final Map<String, Object> properties;
    /** In front of every call into the host end. */
    private final Turnstile turnstile = new Turnstile();

    private volatile Host host;
    private final ReentrantLock machineLock;
    private final Condition roomAtDevice;

    private final ReentrantLock outputLock = new ReentrantLock();
    private final Condition outputChanged = outputLock.newCondition();
    private final byte[] output = new byte[QUEUE];
    private int outputStart;
    private int outputLength;
    private boolean deviceWaits;
    /** The host end does not take output any more; it is dropped, as on a line without a listener. */
    private boolean hostGone;

    private @Nullable Receiver receiver;
    private volatile boolean closed;

    SerialPort(String id, String type, Map<String, Object> properties, Chardev chardev, ReentrantLock machineLock) {
        this.id = id;
        this.type = type;
        this.properties = properties;
        host = new Host(chardev);
        this.machineLock = machineLock;
        roomAtDevice = machineLock.newCondition();
        start("reader", this::readHost);
        start("writer", this::writeHost);
    }

    /** Its name. */
    String id() {
        return id;
    }

    /** Whether a device is on the line. */
    boolean isAttached() {
        machineLock.lock();
        try {
            return receiver != null;
        } finally {
            machineLock.unlock();
        }
    }

    /** The type of its character device. */
    String type() {
        return type;
    }

    /** What the user gave its type. */
    Map<String, Object> properties() {
        return properties;
    }

    /**
     * Lets another version of the type go on with what is open; no byte is lost or sent twice.
     *
     * @return lets the former go on
     */
    Runnable replace(Swap.Versions<Chardev> versions, Swap swap) throws IOException {
        return swap.exchange(turnstile, () -> host.chardev.handOver(), versions, next -> host = new Host(next));
    }

    private void start(String role, Runnable work) {
        var thread = new Thread(work, "chardev-%s-%s".formatted(id, role));
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void attach(Receiver attached) {
        receiver = attached;
        roomAtDevice.signalAll();
    }

    /** Forgets the device on the line. */
    void detach() {
        machineLock.lock();
        try {
            receiver = null;
        } finally {
            machineLock.unlock();
        }
    }

    @Override
    public boolean transmit(int value) {
        outputLock.lock();
        try {
            if (hostGone) {
                return true;
            }
            if (outputLength == QUEUE) {
                deviceWaits = true;
                return false;
            }
            output[(outputStart + outputLength) % QUEUE] = (byte) value;
            if (outputLength++ == 0) {
                outputChanged.signalAll();
            }
            return true;
        } finally {
            outputLock.unlock();
        }
    }

    @Override
    public void readyToReceive() {
        roomAtDevice.signalAll();
    }

    /** Waits until all output has gone to the host, but not for long. */
    void drain() {
        outputLock.lock();
        try {
            long patience = 1_000_000_000L;
            while (outputLength > 0 && patience > 0 && !closed) {
                patience = outputChanged.awaitNanos(patience);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            outputLock.unlock();
        }
    }

    @Override
    public void close() {
        drain();
        closed = true;
        try {
            host.chardev.close();
        } catch (IOException e) {
            LOG.warn("chardev {}: {}", id, e.getMessage());
        }
        wakeAll(outputLock, outputChanged);
        wakeAll(machineLock, roomAtDevice);
    }

    private static void wakeAll(ReentrantLock lock, Condition condition) {
        lock.lock();
        try {
            condition.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void readHost() {
        var chunk = new byte[CHUNK];
        try {
            int length;
            while (!closed && (length = read(chunk)) >= 0) {
                deliver(chunk, length);
            }
            host.input.close();
        } catch (IOException e) {
            complain(e);
        } catch (RuntimeException e) {
            LOG.error("chardev {}", id, e);
        }
    }

    /** Reads some; nothing if the host end has been replaced meanwhile. */
    private int read(byte[] chunk) throws IOException {
        turnstile.enter();
        var from = host;
        try {
            int length = from.input.read(chunk);
            return length < 0 && isLeft(from) ? 0 : length;
        } finally {
            turnstile.leave();
        }
    }

    /** Whether a host end has left its place, or is about to. */
    private boolean isLeft(Host end) {
        return turnstile.isShut() || host != end;
    }

    private void deliver(byte[] bytes, int length) {
        machineLock.lock();
        try {
            for (int i = 0; i < length; i++) {
                var to = awaitRoom();
                if (to == null) {
                    return;
                }
                to.receive(Byte.toUnsignedInt(bytes[i]));
            }
        } finally {
            machineLock.unlock();
        }
    }

    private @Nullable Receiver awaitRoom() {
        while (!closed) {
            var to = receiver;
            if (to != null && to.room() > 0) {
                return to;
            }
            roomAtDevice.awaitUninterruptibly();
        }
        return null;
    }

    private void writeHost() {
        var chunk = new byte[CHUNK];
        try {
            int length;
            while ((length = take(chunk)) > 0) {
                taken(write(chunk, length));
            }
            host.output.close();
        } catch (IOException e) {
            complain(e);
        } catch (RuntimeException e) {
            LOG.error("chardev {}", id, e);
        } finally {
            loseHost();
        }
    }

    /** Writes all of it, or less if the host end has been replaced meanwhile; returns how much. */
    private int write(byte[] chunk, int length) throws IOException {
        turnstile.enter();
        var to = host;
        try {
            to.output.write(chunk, 0, length);
            to.output.flush();
            return length;
        } catch (InterruptedIOException e) {
            if (isLeft(to)) {
                return e.bytesTransferred;
            }
            throw e;
        } finally {
            turnstile.leave();
        }
    }

    private void loseHost() {
        outputLock.lock();
        try {
            hostGone = true;
            outputLength = 0;
            outputChanged.signalAll();
        } finally {
            outputLock.unlock();
        }
        tellWritable();
    }

    private void tellWritable() {
        machineLock.lock();
        try {
            if (receiver != null) {
                receiver.writable();
            }
        } finally {
            machineLock.unlock();
        }
    }

    /** Waits for output and copies some; it stays in the queue until the host has taken it. */
    private int take(byte[] chunk) {
        outputLock.lock();
        try {
            while (outputLength == 0 && !closed) {
                outputChanged.awaitUninterruptibly();
            }
            int length = Math.min(outputLength, chunk.length);
            for (int i = 0; i < length; i++) {
                chunk[i] = output[(outputStart + i) % QUEUE];
            }
            return length;
        } finally {
            outputLock.unlock();
        }
    }

    private void taken(int length) {
        boolean tell;
        outputLock.lock();
        try {
            outputStart = (outputStart + length) % QUEUE;
            outputLength -= length;
            tell = deviceWaits;
            deviceWaits = false;
            outputChanged.signalAll();
        } finally {
            outputLock.unlock();
        }
        if (tell) {
            tellWritable();
        }
    }

    private void complain(IOException e) {
        if (!closed) {
            LOG.warn("chardev {}: {}", id, e.getMessage());
        }
    }
}
