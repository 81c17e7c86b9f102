package org.backplane.backend.chardev;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.backplane.api.backend.Chardev;
import org.backplane.api.backend.Handover;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A serial line over one connection after the other. A thread of its own makes the next one when the last has ended;
 * input goes on with the next one as if nothing had been, output meanwhile goes nowhere.
 *
 * <p>Nobody blocks in a channel, so that another version of this code can have the channels as they are.
 */
final class SocketLine implements Chardev {
    private static final Logger LOG = LoggerFactory.getLogger(SocketLine.class);

    private static final String LISTENING = "listening";
    private static final String CONNECTION = "connection";

    private final SocketPlace place;
    private final @Nullable ServerSocketChannel listening;
    private final boolean nodelay;
    private final Thread connecting;
    private final Readiness accepting = new Readiness();
    private final Readiness reading = new Readiness();
    private final Readiness writing = new Readiness();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable SocketChannel connection;
    /** There will be no other connection after this one. */
    private boolean last;
    /** After how many nanoseconds a failed connection is tried again; 0 for never. */
    private long reconnect;

    /** It is closed, or another version of this code has what it had. */
    private boolean over;

    private boolean closed;

    private SocketLine(SocketPlace place, @Nullable ServerSocketChannel listening, boolean nodelay) throws IOException {
        this.place = place;
        this.listening = listening;
        this.nodelay = nodelay;
        connecting = new Thread(this::keepConnected, "chardev-" + place);
        connecting.setDaemon(true);
    }

    /**
     * Listens.
     *
     * @param wait whether to return only when the first client is there
     */
    static SocketLine server(SocketPlace place, boolean wait, boolean nodelay) throws IOException {
        var listening = listen(place);
        var line = new SocketLine(place, listening, nodelay);
        if (wait) {
            // no log: whoever started this has to see it
            System.err.printf("waiting for connection on: %s,server=on%n", place);
            line.connected(line.accept(listening));
        }
        listening.configureBlocking(false);
        line.connecting.start();
        return line;
    }

    private static ServerSocketChannel listen(SocketPlace place) throws IOException {
        try {
            return place.listen();
        } catch (IOException e) {
            throw new IOException("Failed to listen on %s: %s".formatted(place, e.getMessage()), e);
        }
    }

    private SocketChannel accept(ServerSocketChannel from) throws IOException {
        try {
            return from.accept();
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /**
     * Connects; without reconnecting, to a server that is there now.
     *
     * @param reconnect after how many seconds it is tried again, or 0 for never
     */
    static SocketLine client(SocketPlace place, int reconnect, boolean nodelay) throws IOException {
        if (reconnect > 0) {
            var line = new SocketLine(place, null, nodelay);
            line.reconnect = TimeUnit.SECONDS.toNanos(reconnect);
            line.connecting.start();
            return line;
        }
        try {
            var made = place.connect();
            var line = new SocketLine(place, null, nodelay);
            line.connected(made);
            line.last = true;
            return line;
        } catch (IOException e) {
            throw new IOException("Failed to connect to '%s': %s".formatted(place, e.getMessage()), e);
        }
    }

    /** Goes on with what another version of this code has left: the socket it listened on, and the connection. */
    static SocketLine takeOver(SocketPlace place, int reconnect, boolean nodelay, Handover from) throws IOException {
        var listening = from.find(LISTENING, ServerSocketChannel.class);
        var line = new SocketLine(place, listening.orElse(null), nodelay);
        line.reconnect = TimeUnit.SECONDS.toNanos(reconnect);
        line.connection = from.find(CONNECTION, SocketChannel.class).orElse(null);
        if (listening.isPresent() || reconnect > 0) {
            line.connecting.start();
        } else {
            line.last = true;
        }
        return line;
    }

    /** Where it listens. */
    SocketAddress address() throws IOException {
        return Objects.requireNonNull(listening).getLocalAddress();
    }

    // ---- connections

    private void keepConnected() {
        try {
            while (awaitNeed()) {
                var made = listening == null ? connect() : acceptNext(listening);
                if (made != null) {
                    connected(made);
                }
            }
        } catch (IOException | InterruptedException e) {
            if (!isOver()) {
                LOG.warn("chardev {} takes no more connections: {}", place, e.getMessage());
            }
        } finally {
            end();
        }
    }

    /** The next client; null if there shall be no other. */
    private @Nullable SocketChannel acceptNext(ServerSocketChannel from) throws IOException {
        while (!isOver()) {
            var made = from.accept();
            if (made != null) {
                return made;
            }
            accepting.await(from, SelectionKey.OP_ACCEPT);
        }
        return null;
    }

    private SocketChannel connect() throws IOException, InterruptedException {
        while (true) {
            try {
                return place.connect();
            } catch (IOException e) {
                if (reconnect == 0 || !awaitNextTry()) {
                    throw e;
                }
                LOG.debug("{}: {}", place, e.getMessage());
            }
        }
    }

    /** Waits until it is time to connect again; false if that is not wanted any more. */
    private boolean awaitNextTry() throws InterruptedException {
        lock.lock();
        try {
            long left = reconnect;
            while (left > 0 && !over) {
                left = changed.awaitNanos(left);
            }
            return !over;
        } finally {
            lock.unlock();
        }
    }

    private boolean isOver() {
        lock.lock();
        try {
            return over;
        } finally {
            lock.unlock();
        }
    }

    /** There will be no more connections. */
    private void end() {
        lock.lock();
        try {
            last = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is no connection; false if there shall be no other. */
    private boolean awaitNeed() {
        lock.lock();
        try {
            while (connection != null && !over) {
                changed.awaitUninterruptibly();
            }
            return !over;
        } finally {
            lock.unlock();
        }
    }

    private void connected(SocketChannel made) throws IOException {
        if (nodelay && made.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
            made.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        made.configureBlocking(false);
        lock.lock();
        try {
            if (over && (closed || listening == null)) {
                made.close();
                return;
            }
            connection = made;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The connection there is, or the next one; null if there will be none. */
    private @Nullable SocketChannel awaitConnection() {
        lock.lock();
        try {
            while (connection == null && !over && !last) {
                changed.awaitUninterruptibly();
            }
            return over ? null : connection;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable SocketChannel connectionNow() {
        lock.lock();
        try {
            return connection;
        } finally {
            lock.unlock();
        }
    }

    private void ended(SocketChannel gone) throws IOException {
        lock.lock();
        try {
            if (gone.equals(connection)) {
                connection = null;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
        gone.close();
        reading.end();
        writing.end();
    }

    // ---- the line

    @Override
    public InputStream input() {
        return new Input();
    }

    @Override
    public OutputStream output() {
        return new Output();
    }

    @Override
    public void close() throws IOException {
        SocketChannel open;
        lock.lock();
        try {
            if (over) {
                return;
            }
            over = true;
            closed = true;
            open = connection;
            connection = null;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        connecting.interrupt();
        if (listening != null) {
            listening.close();
            place.forget();
        }
        if (open != null) {
            open.close();
        }
        endWaiting();
    }

    private void endWaiting() throws IOException {
        accepting.close();
        reading.close();
        writing.close();
    }

    @Override
    public Optional<Handover> handOver() throws IOException {
        lock.lock();
        try {
            over = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        endWaiting();
        var left = new HashMap<String, Object>();
        if (listening == null) {
            connecting.interrupt();
        } else {
            awaitLastClient();
            left.put(LISTENING, listening);
        }
        var open = connectionNow();
        if (open != null) {
            left.put(CONNECTION, open);
        }
        return Optional.of(Handover.of(left));
    }

    /** Whoever is being let in at this moment shall not be lost. */
    private void awaitLastClient() throws IOException {
        try {
            connecting.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    private int read(ByteBuffer target) throws IOException {
        SocketChannel from;
        while ((from = awaitConnection()) != null) {
            int read = readSome(from, target);
            if (read > 0) {
                return read;
            } else if (read < 0) {
                ended(from);
            }
        }
        return -1;
    }

    /** Reads what there is, or waits for it; -1 at the end. */
    private int readSome(SocketChannel from, ByteBuffer target) {
        try {
            int read = from.read(target);
            if (read == 0) {
                reading.await(from, SelectionKey.OP_READ);
            }
            return read;
        } catch (IOException e) {
            LOG.debug("{}: {}", place, e.getMessage());
            return -1;
        }
    }

    private void write(ByteBuffer source) throws IOException {
        var to = connectionNow();
        if (to == null) {
            return;
        }
        try {
            while (source.hasRemaining()) {
                if (isOver()) {
                    throw interrupted(source);
                } else if (to.write(source) == 0) {
                    writing.await(to, SelectionKey.OP_WRITE);
                }
            }
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            LOG.debug("{}: {}", place, e.getMessage());
            ended(to);
        }
    }

    private static InterruptedIOException interrupted(ByteBuffer source) {
        var interrupted = new InterruptedIOException("another version goes on");
        interrupted.bytesTransferred = source.position();
        return interrupted;
    }

    private final class Input extends InputStream {
        @Override
        public int read() throws IOException {
            return SingleByte.read(this);
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            return length == 0 ? 0 : SocketLine.this.read(ByteBuffer.wrap(target, from, length));
        }
    }

    private final class Output extends OutputStream {
        @Override
        public void write(int value) throws IOException {
            SingleByte.write(this, value);
        }

        @Override
        public void write(byte[] source, int from, int length) throws IOException {
            SocketLine.this.write(ByteBuffer.wrap(source, from, length).slice());
        }
    }
}
