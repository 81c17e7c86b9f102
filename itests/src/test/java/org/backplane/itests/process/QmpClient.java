package org.backplane.itests.process;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client of QMP on a socket; of ours or of QEMU's. What does not come within its limit is an error. */
final class QmpClient implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(10);

    private final SocketChannel channel;
    private final BlockingQueue<JsonObject> replies = new LinkedBlockingQueue<>();
    private final BlockingQueue<JsonObject> events = new LinkedBlockingQueue<>();
    private final Thread reader = new Thread(this::read, "qmp client");

    private QmpClient(SocketChannel channel) {
        this.channel = channel;
        reader.setDaemon(true);
        reader.start();
    }

    /** Connects, as soon as there is a socket. */
    static QmpClient connect(Path socket) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(UnixDomainSocketAddress.of(socket));
                return new QmpClient(channel);
            } catch (IOException e) {
                channel.close();
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                Thread.sleep(BETWEEN_ATTEMPTS);
            }
        }
    }

    /** Connects, and takes part in the negotiation with default arguments. */
    static QmpClient negotiated(Path socket) throws IOException, InterruptedException {
        var client = connect(socket);
        client.reply();
        client.run("qmp_capabilities");
        return client;
    }

    private void read() {
        try (var lines =
                new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var message = Json.createReader(new StringReader(line)).readObject();
                (message.containsKey("event") ? events : replies).add(message);
            }
        } catch (IOException e) {
            // as good an end as any
        }
    }

    /** Sends bytes as they are. */
    QmpClient send(String text) throws IOException {
        var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        return this;
    }

    /** The next message that is no event. */
    JsonObject reply() throws InterruptedException {
        return next(replies, "reply");
    }

    /** The next event of that name; those before it are forgotten. */
    JsonObject event(String name) throws InterruptedException {
        var event = next(events, name);
        while (!event.getString("event").equals(name)) {
            event = next(events, name);
        }
        return event;
    }

    private static JsonObject next(BlockingQueue<JsonObject> queue, String what) throws InterruptedException {
        return Optional.ofNullable(queue.poll(LIMIT.toMillis(), TimeUnit.MILLISECONDS))
                .orElseThrow(() -> new AssertionError("no " + what + " came"));
    }

    /** What a message is answered with. */
    JsonObject ask(String message) throws IOException, InterruptedException {
        return send(message).reply();
    }

    /** Runs a command, which must succeed. */
    JsonValue run(String command) throws IOException, InterruptedException {
        return run(command, "{}");
    }

    /** Runs a command, which must succeed, with arguments in JSON. */
    JsonValue run(String command, String arguments) throws IOException, InterruptedException {
        var reply = ask("{\"execute\": \"%s\", \"arguments\": %s}".formatted(command, arguments));
        if (!reply.containsKey("return")) {
            throw new AssertionError("%s %s: %s".formatted(command, arguments, reply));
        }
        return reply.get("return");
    }

    /** Waits until the other side has hung up. */
    boolean isOver() throws InterruptedException {
        reader.join(LIMIT);
        return !reader.isAlive();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
