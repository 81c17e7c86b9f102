package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** A client that is in nobody's way: no thread of its own, and lines as they come. */
final class RawClient implements AutoCloseable {
    private final SocketChannel channel;
    private ByteBuffer input = ByteBuffer.allocate(64 * 1024).limit(0);

    private RawClient(SocketChannel channel) {
        this.channel = channel;
    }

    /** Connects, and takes part in the negotiation with arguments in JSON. */
    static RawClient negotiated(Path socket, String arguments) throws IOException {
        var client = new RawClient(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
        client.line();
        client.write("{\"execute\": \"qmp_capabilities\", \"arguments\": %s}"
                .formatted(arguments)
                .getBytes(StandardCharsets.US_ASCII));
        assertEquals("{\"return\": {}}", new String(client.line(), StandardCharsets.US_ASCII));
        return client;
    }

    void write(byte[] bytes) throws IOException {
        var buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** The next line, without its end. */
    byte[] line() throws IOException {
        int length = 0;
        while (true) {
            for (; length < input.remaining(); length++) {
                if (input.get(input.position() + length) == '\n') {
                    return take(length);
                }
            }
            fill();
        }
    }

    private byte[] take(int length) {
        var line = new byte[length];
        input.get(line);
        input.get();
        return length > 0 && line[length - 1] == '\r' ? Arrays.copyOf(line, length - 1) : line;
    }

    private void fill() throws IOException {
        if (input.remaining() == input.capacity()) {
            input = ByteBuffer.allocate(2 * input.capacity()).put(input);
        } else {
            input.compact();
        }
        int read = channel.read(input);
        input.flip();
        if (read < 0) {
            throw new EOFException("the session was ended");
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
