package org.backplane.backend.chardev;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/**
 * Reads a descriptor that belongs to the whole process: closing this ends a read, and leaves the descriptor open. It
 * has one reader.
 */
final class DescriptorInput extends InputStream {
    private final int descriptor;
    /** Wakes the reader; closed by whichever of reader and closer leaves last. */
    private final int closing;

    private boolean reading;
    private volatile boolean closed;

    DescriptorInput(int descriptor) throws IOException {
        this.descriptor = descriptor;
        closing = Posix.event();
    }

    @Override
    public int read() throws IOException {
        return SingleByte.read(this);
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, target.length);
        if (length == 0) {
            return 0;
        }
        synchronized (this) {
            if (closed) {
                return -1;
            }
            reading = true;
        }
        try {
            Posix.await(Posix.POLLIN, Posix.FOREVER, descriptor, closing);
            int read = closed ? 0 : Posix.read(descriptor, target, from, length);
            return read == 0 ? -1 : read;
        } finally {
            finishRead();
        }
    }

    private synchronized void finishRead() throws IOException {
        reading = false;
        if (closed) {
            Posix.close(closing);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        if (reading) {
            Posix.signal(closing);
        } else {
            Posix.close(closing);
        }
    }
}
