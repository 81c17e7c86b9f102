package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sends the program what nobody would, in every phase, while another client goes on with its work. The seed is printed;
 * {@code -Dbackplane.fuzz.seed} repeats a run, {@code -Dbackplane.fuzz} is the number of messages.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class QmpFuzzIT {
    private static final int MESSAGES = Integer.getInteger("backplane.fuzz", 5_000);
    private static final int ROUND = 500;

    /** How to get from nothing to each of the phases and run states. */
    private static final List<List<String>> PHASES = List.of(
            List.of(),
            List.of(create()),
            List.of(create(), plug()),
            List.of(create(), "{\"execute\": \"x-exit-preconfig\"}", "{\"execute\": \"stop\"}"),
            List.of(create(), plug(), "{\"execute\": \"cont\"}"),
            List.of(create(), "{\"execute\": \"cont\"}", "{\"execute\": \"stop\"}"));

    /** A byte that starts anew, whatever was before it, and a command that tells the end of a round. */
    private static final String SYNC = "\u00ff\n{\"execute\": \"query-name\", \"id\": \"the end of the round\"}\n";

    @TempDir
    private Path directory;

    private static String create() {
        return "{\"execute\": \"machine-create\", \"arguments\": {\"type\": \"virt\", \"memory\": \"16M\"}}";
    }

    private static String plug() {
        return "{\"execute\": \"device_add\", \"arguments\": {\"driver\": \"virtio-rng-device\", \"id\": \"c\"}}";
    }

    @Test
    void whateverIsSentIsAnsweredInJsonAndNothingBreaks() throws Exception {
        long seed = Long.getLong("backplane.fuzz.seed", System.nanoTime());
        Files.write(directory.resolve("disk.img"), new byte[65536]);
        var socket = directory.resolve("qmp.sock");
        try (var backplane = BackplaneProcess.start(directory, "--qmp", "unix:" + socket, "-S");
                var owner = QmpClient.negotiated(socket);
                var neighbour = new Neighbour(socket)) {
            var counts = fuzz(owner, socket, new SplittableRandom(seed));
            var waits = neighbour.end();
            System.out.printf(
                    "fuzz: seed %d, %d messages: %.0f %% parse, %.0f %% execute; the neighbour's query-status: %s%n",
                    seed, counts.messages, counts.parsed(), counts.executed(), waits);
            assertTrue(counts.parsed() >= 30 && counts.executed() >= 10, "too little of it gets through");
            assertTrue(waits.count() > 10, "the neighbour was starved");
            owner.run("query-status");
            assertEquals("", errors(backplane), () -> "seed " + seed);
        }
    }

    /** Warnings are for sessions that were dropped; an error is one of ours. */
    private static String errors(BackplaneProcess backplane) {
        return String.join(
                "\n",
                backplane
                        .stderr()
                        .lines()
                        .filter(line -> line.startsWith("backplane: error") || line.contains("Exception"))
                        .toList());
    }

    private Counts fuzz(QmpClient owner, Path socket, RandomGenerator random) throws Exception {
        var counts = new Counts();
        var grammar = new SchemaGrammar((JsonArray) owner.run("query-qmp-schema"), random);
        var mutation = new Mutation(random);
        for (int round = 0; counts.messages < MESSAGES; round++) {
            owner.ask("{\"execute\": \"machine-destroy\"}");
            for (var step : PHASES.get(round % PHASES.size())) {
                owner.ask(step);
            }
            try (var victim = new Victim(socket)) {
                victim.send(round(grammar, mutation, random), counts);
            }
        }
        return counts;
    }

    private static byte[] round(SchemaGrammar grammar, Mutation mutation, RandomGenerator random) {
        var bytes = new ByteArrayOutputStream();
        for (int i = 0; i < ROUND; i++) {
            var message = grammar.message().getBytes(StandardCharsets.UTF_8);
            bytes.writeBytes(random.nextInt(3) == 0 ? mutation.of(message) : message);
            bytes.write('\n');
        }
        bytes.writeBytes(SYNC.getBytes(StandardCharsets.ISO_8859_1));
        return bytes.toByteArray();
    }

    /** What became of the messages. */
    private static final class Counts {
        private int messages;
        private int understood;
        private int done;

        double parsed() {
            return 100.0 * understood / messages;
        }

        double executed() {
            return 100.0 * done / messages;
        }

        void add(JsonObject reply) {
            if (reply.containsKey("return")) {
                understood++;
                done++;
            } else if (!reply.containsKey("event")) {
                var error = reply.getJsonObject("error").getString("desc");
                understood += error.startsWith("JSON ") ? 0 : 1;
            }
        }
    }

    /** The client that sends it: it may do with the machine what there is to do, and not end the process. */
    private static final class Victim implements AutoCloseable {
        private final SocketChannel channel;
        private final BufferedReader lines;

        Victim(Path socket) throws IOException {
            channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
            var strict = StandardCharsets.US_ASCII
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT);
            lines = new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), strict));
            read();
            write("{\"execute\": \"qmp_capabilities\", \"arguments\": {\"role\": \"operator\"}}"
                    .getBytes(StandardCharsets.US_ASCII));
            read();
        }

        private void write(byte[] bytes) {
            var buffer = ByteBuffer.wrap(bytes);
            try {
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private JsonObject read() throws IOException {
            var line = lines.readLine();
            assertTrue(line != null, "the session was ended");
            return Json.createReader(new StringReader(line)).readObject();
        }

        /** Sends a round and reads all that comes of it. */
        void send(byte[] round, Counts counts) throws Exception {
            var sent = CompletableFuture.runAsync(() -> write(round), Thread::startVirtualThread);
            for (var reply = read(); !isEnd(reply); reply = read()) {
                counts.add(reply);
            }
            counts.messages += ROUND;
            sent.join();
        }

        private static boolean isEnd(JsonObject reply) {
            return reply.toString().contains("\"the end of the round\"") && reply.containsKey("return");
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** A client that asks for the status all the time. */
    private static final class Neighbour implements AutoCloseable {
        private final QmpClient client;
        private final Latencies waits = new Latencies();
        private final CompletableFuture<Void> work;
        private volatile boolean over;

        Neighbour(Path socket) throws Exception {
            client = QmpClient.negotiated(socket);
            work = CompletableFuture.runAsync(this::run, Thread::startVirtualThread);
        }

        private void run() {
            try {
                while (!over) {
                    long start = System.nanoTime();
                    client.run("query-status");
                    waits.add(System.nanoTime() - start);
                    TimeUnit.MILLISECONDS.sleep(2);
                }
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        Latencies end() {
            over = true;
            work.join();
            return waits;
        }

        @Override
        public void close() throws IOException {
            over = true;
            client.close();
        }
    }
}
