package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonArray;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sends the program what nobody would, in every phase, while another client goes on with its work. The seed is printed;
 * {@code -Dbackplane.fuzz.seed} repeats a run, {@code -Dbackplane.fuzz} is the number of messages, {@code
 * -Dbackplane.fuzz.seconds} the time after which no more are sent.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class QmpFuzzIT {
    private static final int MESSAGES = Integer.getInteger("backplane.fuzz", 1_000_000);

    private static final Duration BUDGET = Duration.ofSeconds(Integer.getInteger("backplane.fuzz.seconds", 60));

    /** What the neighbour may wait for 99 of 100 answers on a machine that has much else to do. */
    private static final double NEIGHBOUR_MICROS = 100_000;

    /** How long the program's code takes to be compiled, about. */
    private static final Duration WARM_UP = Duration.ofSeconds(10);

    /** Messages that a client sends in one phase. */
    private static final int ROUND = 2_000;

    /** Clients that send at the same time. */
    private static final int CLIENTS = 3;

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
                    "fuzz: seed %d, %d messages: %.0f %% parse, %.0f %% execute; the neighbour's query-status: %s;"
                            + " after %d s: %s%n",
                    seed,
                    counts.messages,
                    counts.parsed(),
                    counts.executed(),
                    waits,
                    WARM_UP.toSeconds(),
                    neighbour.waitsWhenWarm);
            assertTrue(counts.parsed() >= 30 && counts.executed() >= 10, "too little of it gets through");
            assertTrue(waits.count() > 10 && waits.micros(0.99) < NEIGHBOUR_MICROS, "the neighbour was starved");
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
        var rounds = new ArrayBlockingQueue<byte[]>(2);
        var maker = new Thread(() -> make(rounds, grammar, mutation, random), "maker of rounds");
        maker.setDaemon(true);
        maker.start();
        long end = System.nanoTime() + BUDGET.toNanos();
        for (int round = 0; counts.messages < MESSAGES && System.nanoTime() < end; round++) {
            owner.ask("{\"execute\": \"machine-destroy\"}");
            for (var step : PHASES.get(round % PHASES.size())) {
                owner.ask(step);
            }
            var clients = new ArrayList<CompletableFuture<Counts>>();
            for (int client = 0; client < CLIENTS; client++) {
                var bytes = rounds.take();
                clients.add(CompletableFuture.supplyAsync(() -> send(socket, bytes), QmpFuzzIT::start));
            }
            clients.forEach(client -> counts.add(client.join()));
        }
        maker.interrupt();
        return counts;
    }

    private static void start(Runnable work) {
        Thread.ofPlatform().daemon().start(work);
    }

    /** Makes rounds while others are sent. */
    private static void make(
            BlockingQueue<byte[]> rounds, SchemaGrammar grammar, Mutation mutation, RandomGenerator random) {
        try {
            while (true) {
                rounds.put(round(grammar, mutation, random));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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

    /** A client sends a round and reads all that comes of it; it may do with the machine what there is to do. */
    private static Counts send(Path socket, byte[] round) {
        var counts = new Counts();
        try (var client = RawClient.negotiated(socket, "{\"role\": \"operator\"}")) {
            var sent = CompletableFuture.runAsync(() -> write(client, round), QmpFuzzIT::start);
            for (var line = client.line(); !counts.isEnd(line); line = client.line()) {
                counts.add(line);
            }
            sent.join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return counts;
    }

    private static void write(RawClient client, byte[] round) {
        try {
            client.write(round);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What became of the messages. */
    private static final class Counts {
        private static final byte[] RETURN = ascii("{\"return\"");
        private static final byte[] EVENT = ascii("{\"timestamp\"");
        private static final byte[] NO_JSON = ascii("{\"error\": {\"class\": \"GenericError\", \"desc\": \"JSON ");
        private static final byte[] END = ascii("\"id\": \"the end of the round\"}");

        private int messages;
        private int understood;
        private int done;

        private static byte[] ascii(String text) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }

        double parsed() {
            return 100.0 * understood / messages;
        }

        double executed() {
            return 100.0 * done / messages;
        }

        void add(Counts more) {
            messages += ROUND;
            understood += more.understood;
            done += more.done;
        }

        boolean isEnd(byte[] line) {
            int from = line.length - END.length;
            return begins(line, RETURN) && from > 0 && Arrays.equals(line, from, line.length, END, 0, END.length);
        }

        void add(byte[] line) {
            assertTrue(JsonText.isValid(line), () -> "no JSON: " + new String(line, StandardCharsets.ISO_8859_1));
            boolean isDone = begins(line, RETURN);
            done += isDone ? 1 : 0;
            understood += isDone || !(begins(line, EVENT) || begins(line, NO_JSON)) ? 1 : 0;
        }

        private static boolean begins(byte[] line, byte[] with) {
            return line.length >= with.length && Arrays.equals(line, 0, with.length, with, 0, with.length);
        }
    }

    /** A client that asks for the status all the time. */
    private static final class Neighbour implements AutoCloseable {
        private static final byte[] ASK = "{\"execute\": \"query-status\"}\n".getBytes(StandardCharsets.US_ASCII);

        private final RawClient client;
        private final Latencies waits = new Latencies();
        private final Latencies waitsWhenWarm = new Latencies();
        private final CompletableFuture<Void> work;
        private volatile boolean over;

        /** It wants no events, but for one that does not come. */
        Neighbour(Path socket) throws Exception {
            client = RawClient.negotiated(socket, "{\"events\": [\"SUSPEND_DISK\"]}");
            work = CompletableFuture.runAsync(this::run, QmpFuzzIT::start);
        }

        private void run() {
            try {
                long warm = System.nanoTime() + WARM_UP.toNanos();
                while (!over) {
                    long start = System.nanoTime();
                    client.write(ASK);
                    client.line();
                    long wait = System.nanoTime() - start;
                    waits.add(wait);
                    if (start > warm) {
                        waitsWhenWarm.add(wait);
                    }
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
