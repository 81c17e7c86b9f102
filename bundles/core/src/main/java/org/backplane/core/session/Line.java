package org.backplane.core.session;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;

/** The bytes between a client and us; to close it wakes whoever reads or writes. */
final class Line extends OutputStream {

    /** The most that one call moves: for an array that is longer, NIO would keep a copy as long outside the heap. */
    private static final int CHUNK = 64 * 1024;

    private final ReadableByteChannel in;
    private final WritableByteChannel out;

    private Line(ReadableByteChannel in, WritableByteChannel out) {
        this.in = in;
        this.out = out;
    }

    static Line of(SocketChannel socket) {
        return new Line(socket, socket);
    }

    static Line of(ReadableByteChannel in, WritableByteChannel out) {
        return new Line(in, out);
    }

    /** The process's standard input and output. */
    static Line ofStandardStreams() {
        return new Line(
                new FileInputStream(FileDescriptor.in).getChannel(),
                new FileOutputStream(FileDescriptor.out).getChannel());
    }

    /** Reads what is there, waiting for something; -1 at the end. */
    int read(ByteBuffer buffer) throws IOException {
        var part = buffer.duplicate();
        part.limit(Math.min(buffer.limit(), buffer.position() + CHUNK));
        int count = in.read(part);
        buffer.position(part.position());
        return count;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int from = offset; from < offset + length; from += CHUNK) {
            var part = ByteBuffer.wrap(bytes, from, Math.min(CHUNK, offset + length - from));
            while (part.hasRemaining()) {
                out.write(part);
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (in;
                out) {
            // both, even if one fails
        }
    }
}
