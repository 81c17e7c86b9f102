package org.backplane.launcher.qmp;

import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A conversation with a server. */
final class Connection implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String address;
    private final SocketChannel channel;
    private final BufferedReader lines;

    private Connection(String address, SocketChannel channel) {
        this.address = address;
        this.channel = channel;
        lines = new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
    }

    /** Connects, awaits the greeting, and ends the negotiation. */
    static Connection open(Address address) throws QmpException {
        var connection = new Connection(address.text(), address.connect());
        try {
            connection.awaitGreeting();
            connection.run("qmp_capabilities", JsonValue.EMPTY_JSON_OBJECT);
            return connection;
        } catch (QmpException e) {
            connection.close();
            throw e;
        }
    }

    /** A server may be busy with another client, and never greet this one. */
    private void awaitGreeting() throws QmpException {
        var impatient = CompletableFuture.delayedExecutor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        var greeted = new CompletableFuture<Void>();
        impatient.execute(() -> {
            if (!greeted.isDone()) {
                close();
            }
        });
        try {
            if (!next().containsKey("QMP")) {
                throw QmpException.unusable("%s: this is no QMP server".formatted(address));
            }
        } catch (QmpException e) {
            throw channel.isOpen()
                    ? e
                    : QmpException.unusable("%s: no greeting within %d seconds; is another client connected?"
                            .formatted(address, PATIENCE.toSeconds()));
        } finally {
            greeted.complete(null);
        }
    }

    /**
     * Runs a command.
     *
     * @return what it returns
     * @throws QmpException also if the server refuses
     */
    JsonValue run(String command, JsonObject arguments) throws QmpException {
        var message = Json.PROVIDER.createObjectBuilder().add("execute", command);
        return send((arguments.isEmpty() ? message : message.add("arguments", arguments)).build());
    }

    /** Sends a message; the result is that of its command. */
    JsonValue send(JsonObject message) throws QmpException {
        write(message + "\n");
        var reply = next();
        while (reply.containsKey("event")) {
            reply = next();
        }
        if (reply.get("error") instanceof JsonObject error) {
            throw new QmpException(
                    QmpException.Status.REFUSED,
                    "%s: %s".formatted(command(message), error.getString("desc", error.toString())));
        }
        return reply.getOrDefault("return", JsonValue.EMPTY_JSON_OBJECT);
    }

    private static String command(JsonObject message) {
        return message.getString("execute", message.getString("exec-oob", "message"));
    }

    /** Tells each event that comes, until the server hangs up. */
    void events(Consumer<JsonObject> listener) throws QmpException {
        for (var line = read(); line != null; line = read()) {
            listener.accept(object(line));
        }
    }

    /** The next line; null at the end. A connection that breaks has ended. */
    private @Nullable String read() {
        try {
            return lines.readLine();
        } catch (IOException e) {
            return null;
        }
    }

    private void write(String text) throws QmpException {
        var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw hungUp();
        }
    }

    private JsonObject next() throws QmpException {
        var line = read();
        if (line == null) {
            throw hungUp();
        }
        return object(line);
    }

    private QmpException hungUp() {
        return QmpException.unusable("%s: the server hung up before it answered".formatted(address));
    }

    private JsonObject object(String line) throws QmpException {
        try {
            return Json.parse(line).asJsonObject();
        } catch (JsonException | ClassCastException e) {
            throw QmpException.unusable("%s: this is no QMP server; it says: %s".formatted(address, line));
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
