package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.backplane.itests.Distribution;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was saved makes the same machine, whoever reads it. */
@Timeout(300)
class ConfigSaveIT {
    @TempDir
    private Path directory;

    private int processes;

    @BeforeEach
    void makeImages() throws Exception {
        for (var name : List.of("disk 'a' {{ b }}.img", "disk.img")) {
            Files.write(directory.resolve(name), new byte[4096]);
        }
    }

    @Test
    void aMachineThatWasBuiltByQmpIsMadeAgainByEveryTransport() throws Exception {
        assertIsMadeAgain(List.of(
                "name-set {\"guest\": \"one\"}",
                "chardev-add {\"id\": \"console\", \"backend\": {\"type\": \"file\", \"data\": {\"out\": \"log\"}}}",
                "chardev-add {\"id\": \"gone\", \"backend\": {\"type\": \"null\", \"data\": {}}}",
                "machine-create {\"type\": \"none\"}",
                "machine-destroy {}",
                "machine-create {\"type\": \"virt\", \"memory\": \"64M\", \"cpus\": 2}",
                "qom-set {\"path\": \"/machine\", \"property\": \"memory\", \"value\": 50331648}",
                "serial-add {\"chardev\": \"console\"}",
                """
                blockdev-add {"driver": "file", "node-name": "a", "filename": "disk 'a' {{ b }}.img"}""",
                "device_add {\"driver\": \"virtio-blk-device\", \"id\": \"first\", \"drive\": \"a\"}",
                "object-add {\"qom-type\": \"rng-builtin\", \"id\": \"random\"}",
                "object-add {\"qom-type\": \"rng-builtin\", \"id\": \"unused\"}",
                "device_add {\"driver\": \"virtio-rng-device\", \"id\": \"second\", \"rng\": \"random\"}",
                "device_add {\"driver\": \"virtio-rng-device\", \"id\": \"out\"}",
                "device_del {\"id\": \"out\"}",
                "object-del {\"id\": \"unused\"}",
                "x-exit-preconfig {}",
                "blockdev-add {\"driver\": \"file\", \"node-name\": \"b\", \"filename\": \"disk.img\", \"read-only\":"
                        + " true}",
                "chardev-remove {\"id\": \"gone\"}"));
    }

    @Test
    void aMachineThatWasBuiltAtRandomIsMadeAgainByEveryTransport() throws Exception {
        long seed = Long.getLong("backplane.fuzz.seed", System.nanoTime());
        System.out.println("config-save: seed " + seed);
        var random = new SplittableRandom(seed);
        var commands = new ArrayList<String>();
        commands.add("machine-create {\"type\": \"virt\", \"memory\": \"%dM\", \"cpus\": %d}"
                .formatted(16 + random.nextInt(100), 1 + random.nextInt(4)));
        for (int i = random.nextInt(6); i >= 0; i--) {
            commands.add(
                    switch (random.nextInt(4)) {
                        case 0 -> "device_add {\"driver\": \"virtio-rng-device\", \"id\": \"r%d\"}".formatted(i);
                        case 1 ->
                            "chardev-add {\"id\": \"c%d\", \"backend\": {\"type\": \"null\", \"data\": {}}}"
                                    .formatted(i);
                        case 2 ->
                            "blockdev-add {\"driver\": \"file\", \"node-name\": \"b%d\", \"filename\": \"disk.img\", \"read-only\": true}"
                                    .formatted(i);
                        default -> "device_add {\"driver\": \"virtio-rng-device\"}";
                    });
        }
        assertIsMadeAgain(commands);
    }

    @Test
    void aSecretIsNeitherSavedNorLeftOutUnseen() throws Exception {
        try (var backplane = start("-object", "secret,id=s,data=hush");
                var client = client()) {
            assertTrue(backplane.isAlive());
            var refused = client.ask("{\"execute\": \"config-save\"}");
            assertEquals(
                    "object-add of 's': 'data' is a secret, which is written nowhere; one in a file would do",
                    refused.getJsonObject("error").getString("desc"));
            client.run("object-del", "{\"id\": \"s\"}");
            client.run("config-save");
        }
    }

    @Test
    void aFileIsReplacedAsAWhole() throws Exception {
        try (var backplane = start("-S");
                var client = client()) {
            assertTrue(backplane.isAlive());
            client.run("machine-create", "{\"type\": \"none\"}");
            Files.writeString(directory.resolve("saved.yaml"), "old");
            client.run("config-save", "{\"file\": \"saved.yaml\"}");
            var saved = Files.readString(directory.resolve("saved.yaml"));
            assertTrue(saved.startsWith("- machine-create: {\"type\": \"none\""), saved);
            var refused = client.ask("""
                    {"execute": "config-save", "arguments": {"file": "nowhere/saved.yaml"}}""");
            assertTrue(refused.getJsonObject("error")
                    .getString("desc")
                    .startsWith("Could not write 'nowhere/saved.yaml'"));
        }
    }

    @Test
    void theJournalHasWhatWasChangedAndByWhom() throws Exception {
        try (var backplane = start("-machine", "none", "-S");
                var client = client()) {
            assertTrue(backplane.isAlive());
            client.run("query-status");
            client.run("stop");
            var entries = ((JsonArray) client.run("query-journal")).getValuesAs(JsonObject.class);
            assertEquals(
                    List.of("cli qmp-listen", "cli machine-create", "cli x-exit-preconfig", "qmp:1 stop"),
                    entries.stream()
                            .map(entry -> entry.getString("origin") + " " + entry.getString("command"))
                            .toList());
        }
    }

    private void assertIsMadeAgain(List<String> commands) throws Exception {
        String dump;
        String config;
        String script;
        String line;
        String ending;
        try (var backplane = start("-S");
                var client = client()) {
            assertTrue(backplane.isAlive());
            for (var command : commands) {
                int space = command.indexOf(' ');
                client.run(command.substring(0, space), command.substring(space + 1));
            }
            dump = ObjectDump.of(client);
            config = saved(client, "config");
            script = saved(client, "qmp");
            line = saved(client, "cli");
            ending = isBuilt(client) ? "-S" : "--preconfig";
        }
        assertFalse(dump.isEmpty());
        Files.writeString(directory.resolve("saved.yaml"), config);
        assertDump(dump, config, start("saved.yaml", ending));
        assertDump(dump, line, startByLine(line));
        var empty = start("-S");
        try (var client = client()) {
            for (var message : script.lines().toList()) {
                assertTrue(client.ask(message).containsKey("return"), message);
            }
        }
        assertDump(dump, script, empty);
    }

    private static boolean isBuilt(QmpClient client) throws Exception {
        return Set.of("machine-initialized", "machine-ready")
                .contains(((JsonObject) client.run("query-phases")).getString("phase"));
    }

    private void assertDump(String expected, String text, BackplaneProcess process) throws Exception {
        try (process;
                var client = client()) {
            assertEquals(expected, ObjectDump.of(client), text);
        }
    }

    private static String saved(QmpClient client, String format) throws Exception {
        return ((JsonObject) client.run("config-save", "{\"format\": \"%s\"}".formatted(format))).getString("text");
    }

    /** Each process has a socket of its own. */
    private BackplaneProcess start(String... words) throws Exception {
        var all = new ArrayList<>(List.of("--qmp", "unix:" + ++processes + ".sock"));
        all.addAll(List.of(words));
        return BackplaneProcess.start(directory, all.toArray(String[]::new));
    }

    private BackplaneProcess startByLine(String line) throws Exception {
        var program =
                "backplane() { exec '%s' --qmp unix:%d.sock \"$@\"; }\n".formatted(Distribution.program(), ++processes);
        return BackplaneProcess.shell(directory, program + line);
    }

    private QmpClient client() throws Exception {
        return QmpClient.negotiated(directory.resolve(processes + ".sock"));
    }
}
