package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Gives all commands in all phases, at random, and compares what is allowed and where it leads with a table that was
 * written down and reviewed. {@code -Dbackplane.walk} is the number of steps.
 */
@Timeout(value = 1, unit = TimeUnit.HOURS)
class CommandWalkIT {
    private static final int STEPS = Integer.getInteger("backplane.walk", 100_000);

    private static final Pattern CHANGE = Pattern.compile("\"event\": \"PHASE_CHANGED\".*\"to\": \"([^\"]*)\"");

    /** Arguments with which a command succeeds now and then; others are given none. */
    private static final Map<String, String> ARGUMENTS = Map.of(
            "machine-create", "{\"type\": \"none\"}",
            "device_add", "{\"driver\": \"virtio-rng-device\"}",
            "chardev-add", "{\"id\": \"c\", \"backend\": {\"type\": \"null\", \"data\": {}}}",
            "chardev-remove", "{\"id\": \"c\"}",
            "qom-list", "{\"path\": \"/\"}");

    @TempDir
    private Path directory;

    private String phase = "";

    @Test
    void everyCommandIsAllowedWhereTheTableSaysAndLeadsWhereItSays() throws Exception {
        var table = PhaseTable.read();
        long seed = Long.getLong("backplane.walk.seed", System.nanoTime());
        var random = new SplittableRandom(seed);
        var socket = directory.resolve("qmp.sock");
        try (var backplane = BackplaneProcess.start(directory, "--qmp", "unix:" + socket, "-S");
                var witness = QmpClient.negotiated(socket);
                var walker = RawClient.negotiated(socket, "{\"events\": [\"PHASE_CHANGED\"]}")) {
            assertEquals(lines(commands(witness)), lines(table.commands()), "commands without a line in the table");
            var commands = table.commands().stream()
                    .filter(name -> !name.equals("quit"))
                    .toList();
            phase = phase(witness);
            long start = System.nanoTime();
            for (int i = 0; i < STEPS; i++) {
                var command = commands.get(random.nextInt(commands.size()));
                step(walker, table, command, "seed %d, step %d".formatted(seed, i));
                if (i % 1000 == 0) {
                    assertEquals(phase(witness), phase, "events tell of another phase than query-phases");
                }
            }
            System.out.printf("walk: seed %d, %d steps in %.1f s%n", seed, STEPS, (System.nanoTime() - start) / 1e9);
            assertEquals("", backplane.stderr());
        }
    }

    private static String lines(Iterable<String> names) {
        return String.join("\n", new TreeSet<>(list(names)));
    }

    private static List<String> list(Iterable<String> names) {
        var list = new ArrayList<String>();
        names.forEach(list::add);
        return list;
    }

    private static List<String> commands(QmpClient client) throws Exception {
        return ((JsonArray) client.run("query-commands"))
                .getValuesAs(JsonObject.class).stream()
                        .map(entry -> entry.getString("name"))
                        .toList();
    }

    private void step(RawClient client, PhaseTable table, String command, String where) throws Exception {
        var from = phase;
        client.write(ascii(
                "{\"execute\": \"%s\", \"arguments\": %s}".formatted(command, ARGUMENTS.getOrDefault(command, "{}"))));
        var reply = reply(client);
        boolean isAllowed = table.allows(command, from);
        var to = reply.startsWith("{\"return\"") ? table.target(command, from) : from;
        if (isAllowed == isPhaseError(reply) || !to.equals(phase)) {
            fail("%s: %s in %s led to %s: %s".formatted(where, command, from, phase, reply));
        }
    }

    /** The next message that is no event. Those that tell of the phase come before the reply to what changed it. */
    private String reply(RawClient client) throws Exception {
        for (var line = text(client.line()); ; line = text(client.line())) {
            if (!line.startsWith("{\"timestamp\"")) {
                return line;
            }
            var change = CHANGE.matcher(line);
            phase = change.find() ? change.group(1) : phase;
        }
    }

    private static String text(byte[] line) {
        return new String(line, StandardCharsets.US_ASCII);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean isPhaseError(String reply) {
        return reply.startsWith("{\"error\"") && reply.contains(" is permitted only ");
    }

    private static String phase(QmpClient client) throws Exception {
        return ((JsonObject) client.run("query-phases")).getString("phase");
    }
}
