package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.backplane.testkit.machine.Output;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From nothing to a running Linux and on to another machine by one socket, while others watch. */
@Timeout(400)
class ControlIT {
    private static final Duration BOOT = Duration.ofMinutes(3);

    @TempDir
    private Path directory;

    @Test
    void aMachineLivesItsWholeLifeByQmpWhileTwoOthersWatch() throws Exception {
        var guest = LinuxGuest.find();
        Files.write(directory.resolve("disk.img"), new byte[1 << 20]);
        var socket = directory.resolve("qmp.sock");
        try (var backplane = BackplaneProcess.start(directory, "--qmp", "unix:" + socket, "-S");
                var client = QmpClient.negotiated(socket);
                var first = QmpClient.negotiated(socket);
                var second = QmpClient.negotiated(socket)) {
            var watchers = List.of(first, second);
            build(client, guest);
            try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("console")))) {
                var console = new Output(Channels.newInputStream(channel), StandardCharsets.ISO_8859_1);
                client.run("cont");
                assertTold("RESUME", watchers);
                assertTrue(console.await("=== GUEST-BOOT-OK", BOOT), console::text);
            }
            changeWhileItRuns(client);
            stopAndGoOn(client, watchers);
            reset(client, watchers);
            client.run("machine-destroy");
            assertEquals("no-machine", phase(second));
            client.run("machine-create", "{\"type\": \"virt\", \"memory\": \"64M\", \"cpus\": 2}");
            client.run("x-exit-preconfig");
            assertEquals("machine-ready", phase(first));
            assertEquals(2, ((JsonArray) second.run("query-cpus-fast")).size());
            client.run("quit");
            assertTold("SHUTDOWN", watchers);
            assertEquals(0, backplane.exitStatus(), backplane::toString);
            assertEquals("", backplane.stderr());
        }
    }

    private static void build(QmpClient client, LinuxGuest guest) throws Exception {
        client.run("machine-create", """
                {"type": "virt", "memory": "512M", "cmdline": "console=ttyS0 earlycon", "kernel": "%s", "initrd": "%s"}""".formatted(guest.image(), guest.initrd()));
        client.run("chardev-add", """
                {"id": "console", "backend": {"type": "socket", "data":
                    {"addr": {"type": "unix", "data": {"path": "console"}}, "server": true, "wait": false}}}""");
        client.run("serial-add", "{\"chardev\": \"console\"}");
        client.run("blockdev-add", "{\"driver\": \"file\", \"node-name\": \"disk\", \"filename\": \"disk.img\"}");
        client.run("device_add", "{\"driver\": \"virtio-blk-device\", \"id\": \"disk\", \"drive\": \"disk\"}");
    }

    private void changeWhileItRuns(QmpClient client) throws Exception {
        Files.write(directory.resolve("more.img"), new byte[4096]);
        client.run("blockdev-add", "{\"driver\": \"file\", \"node-name\": \"more\", \"filename\": \"more.img\"}");
        client.run("chardev-add", "{\"id\": \"more\", \"backend\": {\"type\": \"null\", \"data\": {}}}");
        client.run("object-add", "{\"qom-type\": \"rng-builtin\", \"id\": \"more\"}");
        assertEquals("[disk, more]", names(client, "query-named-block-nodes", "node-name"));
        assertEquals("[console, more]", names(client, "query-chardev", "label"));
        client.run("qom-list", "{\"path\": \"/objects/more\"}");
        client.run("blockdev-del", "{\"node-name\": \"more\"}");
        client.run("chardev-remove", "{\"id\": \"more\"}");
        client.run("object-del", "{\"id\": \"more\"}");
        assertEquals("[disk]", names(client, "query-named-block-nodes", "node-name"));
        assertEquals("[console]", names(client, "query-chardev", "label"));
        assertEquals("running", status(client));
    }

    private static void stopAndGoOn(QmpClient client, List<QmpClient> watchers) throws Exception {
        client.run("stop");
        assertTold("STOP", watchers);
        assertEquals("paused", status(watchers.getFirst()));
        client.run("cont");
        assertTold("RESUME", watchers);
    }

    /** The guest begins anew. */
    private void reset(QmpClient client, List<QmpClient> watchers) throws Exception {
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("console")))) {
            var console = new Output(Channels.newInputStream(channel), StandardCharsets.ISO_8859_1);
            client.run("system_reset");
            assertTold("RESET", watchers);
            assertTrue(console.await("Linux version", BOOT), console::text);
        }
    }

    private static void assertTold(String event, List<QmpClient> watchers) throws Exception {
        for (var watcher : watchers) {
            assertEquals(event, watcher.event(event).getString("event"));
        }
    }

    private static String names(QmpClient client, String query, String member) throws Exception {
        return ((JsonArray) client.run(query))
                .getValuesAs(JsonObject.class).stream()
                        .map(entry -> entry.getString(member))
                        .sorted()
                        .collect(Collectors.joining(", ", "[", "]"));
    }

    private static String status(QmpClient client) throws Exception {
        return ((JsonObject) client.run("query-status")).getString("status");
    }

    private static String phase(QmpClient client) throws Exception {
        return ((JsonObject) client.run("query-phases")).getString("phase");
    }
}
