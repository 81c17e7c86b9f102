package org.backplane.backend.chardev;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/** Writes to a descriptor that belongs to the whole process, and stays open when this is closed. */
final class DescriptorOutput extends OutputStream {
    private final int descriptor;

    DescriptorOutput(int descriptor) {
        this.descriptor = descriptor;
    }

    @Override
    public void write(int value) throws IOException {
        SingleByte.write(this, value);
    }

    @Override
    public void write(byte[] source, int from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, source.length);
        Posix.write(descriptor, source, from, length);
    }
}
