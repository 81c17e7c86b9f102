package org.backplane.backend.chardev;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.backplane.api.backend.Chardev;
import org.backplane.api.backend.Handover;
import org.backplane.lib.posix.Errno;

/**
 * The near end of a pseudo terminal. Whether somebody has the far end open cannot be waited for, so while nobody has, it
 * is looked at now and then.
 */
final class PseudoTerminal implements Chardev {
    private static final int LOOK_MILLIS = 100;
    private static final String MASTER = "master";
    private static final String PATH = "path";

    private final int master;
    /** Becomes readable when this is over. */
    private final int ending;

    private final String path;
    /** Whoever uses the descriptors holds it for reading, whoever closes them for writing. */
    private final ReentrantReadWriteLock inUse = new ReentrantReadWriteLock();

    /** It is closed, or another version of this code has what it had. */
    private volatile boolean over;

    private PseudoTerminal(int master, int ending, String path) {
        this.master = master;
        this.ending = ending;
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

    /** Goes on with one that another version of this code had open. */
    static PseudoTerminal takeOver(Handover from) throws IOException {
        return new PseudoTerminal(from.get(MASTER, Integer.class), Posix.event(), from.get(PATH, String.class));
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
        if (end()) {
            Posix.close(master);
        }
    }

    @Override
    public Optional<Handover> handOver() throws IOException {
        return end() ? Optional.of(Handover.of(Map.of(MASTER, master, PATH, path))) : Optional.empty();
    }

    /** Has everybody leave; returns whether this was the first time. */
    private boolean end() throws IOException {
        synchronized (this) {
            if (over) {
                return false;
            }
            over = true;
        }
        Posix.signal(ending);
        inUse.writeLock().lock();
        try {
            Posix.close(ending);
            return true;
        } finally {
            inUse.writeLock().unlock();
        }
    }

    private int read(byte[] target, int from, int length) throws IOException {
        while (!over) {
            int state = Posix.await(Posix.POLLIN, Posix.FOREVER, master, ending);
            if ((state & Posix.POLLIN) != 0 && !over) {
                int read = readSome(target, from, length);
                if (read > 0) {
                    return read;
                }
            } else if (!over) {
                Posix.await(Posix.POLLIN, LOOK_MILLIS, ending);
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
        while (written < length) {
            if (over) {
                throw interrupted(written);
            }
            int state = Posix.await(Posix.POLLOUT, Posix.FOREVER, master, ending);
            if ((state & Posix.POLLHUP) != 0) {
                return;
            }
            written += over ? 0 : writeSome(source, from + written, length - written);
        }
    }

    private static InterruptedIOException interrupted(int written) {
        var interrupted = new InterruptedIOException("another version goes on");
        interrupted.bytesTransferred = written;
        return interrupted;
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
