package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.backplane.testkit.machine.Output;

/** A client of the monitor on a socket. */
final class MonitorClient implements AutoCloseable {
    private static final String PROMPT = "(backplane) ";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final SocketChannel channel;
    private final Output output;

    private MonitorClient(SocketChannel channel) {
        this.channel = channel;
        output = new Output(Channels.newInputStream(channel), StandardCharsets.UTF_8);
    }

    /** Connects, and awaits the first prompt. */
    static MonitorClient connect(Path socket) throws IOException, InterruptedException {
        var client = new MonitorClient(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
        client.await(PROMPT);
        return client;
    }

    /** Sends keys. */
    MonitorClient type(String keys) throws IOException {
        var bytes = ByteBuffer.wrap(keys.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        return this;
    }

    /** Waits for a text behind what was waited for before. */
    MonitorClient await(String text) throws InterruptedException {
        assertTrue(output.await(text, LIMIT), () -> "no '%s' came; <%s>".formatted(text, output.text()));
        return this;
    }

    /** Gives a line; returns what is shown until the next prompt. */
    String line(String line) throws IOException, InterruptedException {
        int before = output.text().length();
        type(line + "\n").await(PROMPT);
        var shown = output.text().substring(before);
        return shown.substring(0, shown.lastIndexOf(PROMPT));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
