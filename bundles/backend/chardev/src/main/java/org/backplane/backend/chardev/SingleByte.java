package org.backplane.backend.chardev;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Reads and writes one byte by what a stream does with many. */
final class SingleByte {
    private SingleByte() {}

    /** The next byte, or -1 at the end. */
    static int read(InputStream from) throws IOException {
        var one = new byte[1];
        return from.read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    /** Writes the lowest byte of a value. */
    static void write(OutputStream to, int value) throws IOException {
        to.write(new byte[] {(byte) value}, 0, 1);
    }
}
