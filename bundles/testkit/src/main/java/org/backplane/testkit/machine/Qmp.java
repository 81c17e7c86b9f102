package org.backplane.testkit.machine;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client of QMP. What does not come within half a minute is an error. */
public final class Qmp implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final SocketChannel channel;
    private final BlockingQueue<JsonObject> replies = new LinkedBlockingQueue<>();
    private final BlockingQueue<JsonObject> events = new LinkedBlockingQueue<>();

    private Qmp(SocketChannel channel) {
        this.channel = channel;
        Thread.ofPlatform().daemon().name("qmp client").start(this::read);
    }

    /** Connects as soon as there is a socket, and negotiates. */
    static Qmp connect(Path socket) throws IOException, InterruptedException {
        awaitFile(socket);
        var client = new Qmp(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
        next(client.replies, "greeting");
        client.run("qmp_capabilities", Map.of());
        return client;
    }

    private static void awaitFile(Path file) throws IOException, InterruptedException {
        try (var watch = file.getFileSystem().newWatchService()) {
            file.resolveSibling("").register(watch, ENTRY_CREATE);
            while (!Files.exists(file)) {
                var key = watch.poll(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
                if (key == null) {
                    throw new AssertionError("no " + file + " came");
                }
                key.reset();
            }
        }
    }

    private void read() {
        try (var lines =
                new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var message = Json.createReader(new StringReader(line)).readObject();
                (message.containsKey("event") ? events : replies).add(message);
            }
        } catch (IOException e) {
            // the machine has ended, or the test has
        }
    }

    /** What a command is answered with: {@code return} or {@code error}. */
    public JsonObject ask(String command, Map<String, Object> arguments) throws IOException, InterruptedException {
        var message = Json.createObjectBuilder()
                .add("execute", command)
                .add("arguments", Json.createObjectBuilder(arguments))
                .build();
        var bytes = ByteBuffer.wrap((message + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        return next(replies, "reply");
    }

    /** Runs a command, which must succeed. */
    public JsonValue run(String command, Map<String, Object> arguments) throws IOException, InterruptedException {
        var reply = ask(command, arguments);
        return Optional.ofNullable(reply.get("return"))
                .orElseThrow(() -> new AssertionError("%s %s: %s".formatted(command, arguments, reply)));
    }

    /** The data of the next event of that name; those before it are forgotten. */
    public JsonObject event(String name) throws InterruptedException {
        var event = next(events, name);
        while (!event.getString("event").equals(name)) {
            event = next(events, name);
        }
        return Optional.ofNullable(event.getJsonObject("data")).orElse(JsonValue.EMPTY_JSON_OBJECT);
    }

    private static JsonObject next(BlockingQueue<JsonObject> queue, String what) throws InterruptedException {
        return Optional.ofNullable(queue.poll(LIMIT.toMillis(), TimeUnit.MILLISECONDS))
                .orElseThrow(() -> new AssertionError("no " + what + " came"));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
