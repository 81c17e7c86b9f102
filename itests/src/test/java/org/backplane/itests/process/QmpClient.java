package org.backplane.itests.process;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client of QMP on a socket; of ours or of QEMU's. What does not come within its limit is an error. */
final class QmpClient implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** It is looked up anew by every call that goes by way of {@code Json}. */
    private static final JsonProvider JSON = JsonProvider.provider();

    private final SocketChannel channel;
    private final BlockingQueue<JsonObject> replies = new LinkedBlockingQueue<>();
    private final BlockingQueue<JsonObject> events = new LinkedBlockingQueue<>();
    private final Thread reader = new Thread(this::read, "qmp client");

    private QmpClient(SocketChannel channel) {
        this.channel = channel;
        reader.setDaemon(true);
        reader.start();
    }

    /** A client on a connection that is there already. */
    static QmpClient on(SocketChannel channel) {
        return new QmpClient(channel);
    }

    /** Connects, as soon as there is a socket; ours is not seen before it listens. */
    static QmpClient connect(Path socket) throws IOException, InterruptedException {
        awaitFile(socket);
        return on(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    }

    private static void awaitFile(Path file) throws IOException, InterruptedException {
        try (var watch = file.getFileSystem().newWatchService()) {
            Objects.requireNonNull(file.getParent()).register(watch, ENTRY_CREATE);
            while (!Files.exists(file)) {
                var key = watch.poll(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
                if (key == null) {
                    throw new AssertionError("no " + file + " came");
                }
                key.reset();
            }
        }
    }

    /** Connects, and takes part in the negotiation with default arguments. */
    static QmpClient negotiated(Path socket) throws IOException, InterruptedException {
        return connect(socket).negotiate();
    }

    /** Takes part in the negotiation with default arguments. */
    QmpClient negotiate() throws IOException, InterruptedException {
        reply();
        run("qmp_capabilities");
        return this;
    }

    private void read() {
        try (var lines =
                new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var message = JSON.createReader(new StringReader(line)).readObject();
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
