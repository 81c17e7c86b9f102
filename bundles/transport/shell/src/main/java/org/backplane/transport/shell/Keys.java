package org.backplane.transport.shell;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Keys that were struck and wait to be read. Who types ahead of a slow command more than there is room for is not heard. */
final class Keys extends InputStream {
    private static final int ROOM = 64 * 1024;

    private final byte[] waiting = new byte[ROOM];
    private int start;
    private int length;
    private boolean ended;

    /** Adds keys. */
    synchronized void type(byte[] struck) {
        for (byte key : struck) {
            if (length < ROOM) {
                waiting[(start + length++) % ROOM] = key;
            }
        }
        notifyAll();
    }

    /** Ends the stream; returns what nobody has read, a character for each byte. */
    synchronized String end() {
        ended = true;
        var unread = new byte[length];
        take(unread, 0, length);
        notifyAll();
        return new String(unread, StandardCharsets.ISO_8859_1);
    }

    @Override
    public synchronized int read() {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public synchronized int read(byte[] target, int offset, int most) {
        Objects.checkFromIndexSize(offset, most, target.length);
        try {
            while (length == 0 && !ended) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
        return length == 0 && most > 0 ? -1 : take(target, offset, Math.min(most, length));
    }

    @Override
    public synchronized int available() {
        return length;
    }

    private int take(byte[] target, int offset, int count) {
        for (int i = 0; i < count; i++) {
            target[offset + i] = waiting[(start + i) % ROOM];
        }
        start = (start + count) % ROOM;
        length -= count;
        return count;
    }
}
