package org.backplane.core.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A client that speaks in lines. */
final class Client implements AutoCloseable {
    private final SocketChannel socket;
    private final BufferedReader lines;

    Client(SocketAddress address) throws IOException {
        socket = SocketChannel.open(address);
        lines = new BufferedReader(Channels.newReader(socket, UTF_8));
    }

    Client(Path path) throws IOException {
        this(UnixDomainSocketAddress.of(path));
    }

    void send(String text) throws IOException {
        var bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
        while (bytes.hasRemaining()) {
            socket.write(bytes);
        }
    }

    /** The next line, null at the end. */
    @Nullable
    String line() throws IOException {
        return lines.readLine();
    }

    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
