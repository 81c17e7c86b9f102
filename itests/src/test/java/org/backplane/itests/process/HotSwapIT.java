package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bundles are rebuilt and replaced while a guest runs and clients are connected. */
@Timeout(300)
class HotSwapIT {
    private static final String UART = "org.backplane.device.uart16550";

    @TempDir
    private Path directory;

    private Path disk;
    private Path socket;

    @BeforeEach
    void makeADisk() throws IOException {
        socket = directory.resolve("qmp.sock");
        disk = SparseFile.resize(directory.resolve("disk.img"), 64 << 20);
    }

    private BackplaneProcess boot() throws Exception {
        return LinuxGuest.find()
                .boot(
                        directory,
                        "virtio.yaml",
                        "root=" + disk,
                        "memory=256M",
                        "cmdline=console=ttyS0",
                        "--qmp",
                        "unix:%s,server=on,wait=off".formatted(socket));
    }

    private static JsonObject update(QmpClient client, Path jar) throws Exception {
        return (JsonObject) client.run("bundle-update", "{\"file\": \"%s\"}".formatted(jar));
    }

    private static String refusal(QmpClient client, String command, String arguments) throws Exception {
        return client.ask("{\"execute\": \"%s\", \"arguments\": %s}".formatted(command, arguments))
                .getJsonObject("error")
                .getString("desc");
    }

    @Test
    void aDiskIsSwappedUnderLoadAndTheGuestSeesTheNewCode() throws Exception {
        var rebuilt = new RebuiltBundle(directory.resolve("blk"), "device/virtioblk")
                .edit("properties.serial().orElse(\"\")", "properties.serial().orElse(\"rebuilt\")");
        var jar = rebuilt.build("9.0.0");
        try (var backplane = boot();
                var client = QmpClient.negotiated(socket)) {
            backplane.type("echo [$(cat /sys/block/vda/serial)]\n").await("\n[]");
            backplane.type("dd if=/dev/urandom of=/a bs=1M count=8 2>/dev/null; sum=$(md5sum </a); echo made\n");
            backplane.await("\nmade");
            backplane.type("i=0; while [ $i -lt 6 ]; do dd if=/a of=/dev/vda bs=64k conv=fsync 2>/dev/null;"
                    + " echo 1 >/proc/sys/vm/drop_caches; [ \"$(head -c 8388608 /dev/vda | md5sum)\" = \"$sum\" ]"
                    + " && i=$((i+1)) && echo round $i || i=99; done; echo rounds: $i\n");
            backplane.await("\nround 1");

            var first = update(client, jar);
            backplane.await("\nround 3");
            var second = update(client, rebuilt.build("9.0.1"));

            backplane.await("\nrounds: 6");
            assertEquals(
                    "[\"/machine/peripheral/root\"]",
                    first.getJsonArray("devices").toString());
            assertEquals("9.0.0", second.getString("from"));
            for (var version : List.of("9.0.0", "9.0.1")) {
                var event = client.event("BUNDLE_UPDATED").getJsonObject("data");
                assertEquals(version, event.getString("to"));
            }
            backplane.type("echo [$(cat /sys/block/vda/serial)]\n").await("\n[rebuilt]");
            powerOff(backplane);
        }
    }

    @Test
    void theConsoleIsSwappedUnderTyping() throws Exception {
        var jar = new RebuiltBundle(directory.resolve("uart"), "device/uart16550")
                .edit("return line.transmit(value);", "return line.transmit(value == '~' ? '@' : value);")
                .build("9.0.0");
        try (var backplane = boot();
                var client = QmpClient.negotiated(socket)) {
            backplane.type("echo before: '~~'\n").await("\nbefore: ~~");
            backplane.type("seq 1 3000\n").await("\n1000");
            var update = update(client, jar);
            backplane.await("\n3000");
            assertEquals(
                    "[\"/machine/serial0\"]", update.getJsonArray("devices").toString());
            backplane.type("echo after: '~~'\n").await("\nafter: @@");
            powerOff(backplane);
        }
    }

    @Test
    void codeThatDoesNotTakeOverLeavesTheOldAtWork() throws Exception {
        var bug = new RebuiltBundle(directory.resolve("bug"), "device/uart16550")
                .edit(
                        "public Device create(Properties properties, State state, Slot slot) {",
                        "public Device create(Properties properties, State state, Slot slot) {\n"
                                + "if (properties != null) throw new IllegalStateException(\"not today\");")
                .build("9.0.0");
        var notABundle = Files.writeString(directory.resolve("text.jar"), "no jar");
        try (var backplane = boot();
                var client = QmpClient.negotiated(socket)) {
            assertEquals(
                    "/machine/serial0 cannot be taken over: java.lang.IllegalStateException: not today",
                    refusal(client, "bundle-update", "{\"file\": \"%s\"}".formatted(bug)));
            assertEquals(
                    notABundle + " is no bundle: its manifest has no Bundle-SymbolicName",
                    refusal(client, "bundle-update", "{\"file\": \"%s\"}".formatted(notABundle)));
            assertEquals(
                    "Could not open '/nowhere.jar': No such file or directory",
                    refusal(client, "bundle-install", "{\"file\": \"/nowhere.jar\"}"));
            var inUse = refusal(client, "bundle-uninstall", "{\"name\": \"%s\"}".formatted(UART));
            assertTrue(inUse.startsWith(UART + " ") && inUse.endsWith(" is in use by /machine/serial0"), inUse);
            var library = refusal(client, "bundle-uninstall", "{\"name\": \"org.backplane.lib.virtio\"}");
            assertTrue(library.contains("is in use by other bundles: org.backplane.device.virtioblk"), library);
            assertEquals(1, versions(client, UART).size());
            backplane.type("echo still: $((6*7))\n").await("\nstill: 42");
            powerOff(backplane);
        }
    }

    @Test
    void theTransportIsReplacedUnderItsClients() throws Exception {
        var jar = new RebuiltBundle(directory.resolve("qmp"), "transport/qmp").build("9.0.0");
        try (var backplane = BackplaneProcess.start(
                        directory, "--qmp", "unix:%s,server=on,wait=off".formatted(socket), "-S");
                var owner = QmpClient.negotiated(socket);
                var other = QmpClient.negotiated(socket)) {
            other.run("query-status");
            assertEquals("9.0.0", update(owner, jar).getString("to"));
            for (int i = 0; i < 100; i++) {
                other.run("query-status");
            }
            other.event("BUNDLE_UPDATED");
            QmpClient.negotiated(socket).close();
            owner.run("quit");
            assertEquals(0, backplane.exitStatus(), backplane::toString);
        }
    }

    @Test
    void aPhaseHandlerASectionAndACommandAreReplaced() throws Exception {
        var boot = new RebuiltBundle(directory.resolve("boot"), "phase/boot")
                .edit("is for a kernel, and there is none", "wants a kernel")
                .build("9.0.0");
        var config = new RebuiltBundle(directory.resolve("config"), "transport/config")
                .edit("\"console\" + index", "\"line\" + index")
                .edit("Runs the commands of a configuration file.", "Runs a configuration.")
                .build("9.0.0");
        var file = Files.writeString(directory.resolve("a.yaml"), "consoles: [{type: file, out: log}]\n");
        try (var _ = BackplaneProcess.start(directory, "--qmp", "unix:" + socket, "-S");
                var client = QmpClient.negotiated(socket)) {
            var wrong = "{\"type\": \"virt\", \"initrd\": \"initrd.gz\"}";
            assertEquals("'initrd' is for a kernel, and there is none", refusal(client, "machine-create", wrong));
            update(client, boot);
            assertEquals("'initrd' wants a kernel", refusal(client, "machine-create", wrong));

            update(client, config);
            client.run("config-load", "{\"file\": \"%s\"}".formatted(file));
            assertTrue(client.run("query-chardev").toString().contains("\"line0\""));
            var help = "{\"command-line\": \"help config-load\"}";
            assertTrue(client.run("human-monitor-command", help).toString().contains("Runs a configuration."));
        }
    }

    private static List<String> versions(QmpClient client, String name) throws Exception {
        return client.run("query-bundles").asJsonArray().getValuesAs(JsonObject.class).stream()
                .filter(bundle -> bundle.getString("name").equals(name))
                .map(bundle -> bundle.getString("version"))
                .toList();
    }

    private static void powerOff(BackplaneProcess backplane) throws Exception {
        LinuxGuest.powerOff(backplane);
        assertEquals("", backplane.stderr());
    }
}
