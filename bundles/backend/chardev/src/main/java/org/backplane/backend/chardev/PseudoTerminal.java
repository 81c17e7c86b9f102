package org.backplane.backend.chardev;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.backplane.api.backend.Chardev;
import org.backplane.lib.posix.Errno;

/**
 * The near end of a pseudo terminal. Whether somebody has the far end open cannot be waited for, so while nobody has, it
 * is looked at now and then.
 */
final class PseudoTerminal implements Chardev {
    private static final int LOOK_MILLIS = 100;

    private final int master;
    /** Becomes readable when this is closed. */
    private final int closing;

    private final String path;
    /** Whoever uses the descriptors holds it for reading, whoever closes them for writing. */
    private final ReentrantReadWriteLock inUse = new ReentrantReadWriteLock();

    private volatile boolean closed;

    private PseudoTerminal(int master, int closing, String path) {
        this.master = master;
        this.closing = closing;
        this.path = path;
    }

    /** Makes one whose every byte passes as it is. */
    static PseudoTerminal open() throws IOException {
        int master = Posix.openPseudoTerminal();
        try {
            var path = Posix.otherEnd(master);
            makeRaw(path);
            return new PseudoTerminal(master, Posix.event(), path);
        } catch (IOException e) {
            Posix.close(master);
            throw e;
        }
    }

    /** The far end, once opened and closed, counts as abandoned until somebody opens it. */
    private static void makeRaw(String path) throws IOException {
        int farEnd = Posix.openTerminal(path);
        try {
            Terminal.of(farEnd).orElseThrow().rawBothWays();
        } finally {
            Posix.close(farEnd);
        }
    }

    @Override
    public Optional<String> pty() {
        return Optional.of(path);
    }

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
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        Posix.signal(closing);
        inUse.writeLock().lock();
        try {
            Posix.close(master);
            Posix.close(closing);
        } finally {
            inUse.writeLock().unlock();
        }
    }

    private int read(byte[] target, int from, int length) throws IOException {
        while (!closed) {
            int state = Posix.await(Posix.POLLIN, Posix.FOREVER, master, closing);
            if ((state & Posix.POLLIN) != 0 && !closed) {
                int read = readSome(target, from, length);
                if (read > 0) {
                    return read;
                }
            } else if (!closed) {
                Posix.await(Posix.POLLIN, LOOK_MILLIS, closing);
            }
        }
        return -1;
    }

    private int readSome(byte[] target, int from, int length) throws IOException {
        try {
            return Posix.readNow(master, target, from, length);
        } catch (Errno e) {
            return nothingIfAbandoned(e);
        }
    }

    private void write(byte[] source, int from, int length) throws IOException {
        int written = 0;
        while (written < length && !closed) {
            int state = Posix.await(Posix.POLLOUT, Posix.FOREVER, master, closing);
            if (closed || (state & Posix.POLLHUP) != 0) {
                return;
            }
            written += writeSome(source, from + written, length - written);
        }
    }

    private int writeSome(byte[] source, int from, int length) throws IOException {
        try {
            return Posix.writeNow(master, source, from, length);
        } catch (Errno e) {
            return nothingIfAbandoned(e);
        }
    }

    private static int nothingIfAbandoned(Errno failure) throws Errno {
        if (failure.number() == Errno.EIO || failure.number() == Errno.EAGAIN) {
            return 0;
        }
        throw failure;
    }

    private final class Input extends InputStream {
        @Override
        public int read() throws IOException {
            return SingleByte.read(this);
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            Objects.checkFromIndexSize(from, length, target.length);
            inUse.readLock().lock();
            try {
                return length == 0 ? 0 : PseudoTerminal.this.read(target, from, length);
            } finally {
                inUse.readLock().unlock();
            }
        }
    }

    private final class Output extends OutputStream {
        @Override
        public void write(int value) throws IOException {
            SingleByte.write(this, value);
        }

        @Override
        public void write(byte[] source, int from, int length) throws IOException {
            Objects.checkFromIndexSize(from, length, source.length);
            inUse.readLock().lock();
            try {
                PseudoTerminal.this.write(source, from, length);
            } finally {
                inUse.readLock().unlock();
            }
        }
    }
}
