package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bundles that their author builds outside of this project, against what it releases ({@code itests/thirdparty}): a
 * device, and one of every other kind of part. They come by command and by the folder {@code deploy}.
 */
@Timeout(300)
class ThirdPartyIT {
    /** Where the machine {@code virt} puts the first device. */
    private static final int WATCHDOG = 0x1000_8000;

    private static final int WATCHDOG_ID = 0x474f_4457;
    private static final int TIMEOUT = 0x04;
    private static final int CONTROL = 0x08;
    private static final int ENABLE_AND_RESET = 3;

    @TempDir
    private static Path desk;

    private static Path watchdog;
    private static Path parts;

    @TempDir
    private Path directory;

    private Path deploy;
    private Path socket;

    @BeforeAll
    static void build() throws Exception {
        var author = new AuthorsDesk(desk);
        author.maven(author.sample(""), "package");
        watchdog = desk.resolve("work/watchdog/target/com.example.watchdog-1.0.0.jar");
        parts = desk.resolve("work/parts/target/com.example.parts-1.0.0.jar");
    }

    @BeforeEach
    void prepare() throws IOException {
        deploy = Files.createDirectory(directory.resolve("deploy"));
        socket = directory.resolve("qmp.sock");
    }

    private BackplaneProcess start(String... words) throws IOException {
        return BackplaneProcess.start(
                directory,
                Map.of("BACKPLANE_JAVA_OPTS", "-Dbackplane.deploy=" + deploy, "BACKPLANE_LOG", "info"),
                words);
    }

    private BackplaneProcess listening() throws IOException {
        return start("--qmp", "unix:%s,server=on,wait=off".formatted(socket), "-S");
    }

    private Path drop(Path jar) throws IOException {
        return Files.copy(jar, deploy.resolve(jar.getFileName()));
    }

    private static boolean knows(QmpClient client, String type) throws Exception {
        return client.run("qom-list-types").asJsonArray().getValuesAs(JsonObject.class).stream()
                .anyMatch(known -> known.getString("name").equals(type));
    }

    private static String refusal(QmpClient client, String command, String arguments) throws Exception {
        return client.ask("{\"execute\": \"%s\", \"arguments\": %s}".formatted(command, arguments))
                .getJsonObject("error")
                .getString("desc");
    }

    /** A program that says so, and lets a watchdog bite it. */
    private static RiscvProgram bitten(int address, int timeout) {
        return new RiscvProgram()
                .say("started ")
                .await(address, WATCHDOG_ID)
                .write(address + TIMEOUT, timeout)
                .write(address + CONTROL, ENABLE_AND_RESET)
                .stay();
    }

    @Test
    void aDeployedDeviceIsThereForTheCommandLineAndDrivenByTheGuest() throws Exception {
        drop(watchdog);
        bitten(WATCHDOG, 20).writeTo(directory.resolve("program.bin"));
        try (var backplane =
                start("firmware.yaml", "firmware=program.bin", "--device", "example-watchdog,timeout=60000")) {
            backplane.await("started started started ");
        }
    }

    @Test
    void aDeviceIsInstalledByCommandAndItsTypeIsKnownAtOnce() throws Exception {
        try (var backplane = listening();
                var client = QmpClient.negotiated(socket)) {
            assertFalse(knows(client, "example-watchdog"));
            client.run("bundle-install", "{\"file\": \"%s\"}".formatted(watchdog));
            assertTrue(knows(client, "example-watchdog"));
            var properties = client.run("device-list-properties", "{\"typename\": \"example-watchdog\"}")
                    .toString();
            assertTrue(properties.contains("\"timeout\""), properties);
            client.run("machine-create", "{\"type\": \"virt\", \"memory\": 67108864}");
            assertEquals(
                    "Parameter 'timeout' expects an integer from 1 to 60000",
                    refusal(client, "device_add", "{\"driver\": \"example-watchdog\", \"timeout\": 0}"));
            client.run("device_add", "{\"driver\": \"example-watchdog\", \"id\": \"dog\"}");
            var inUse = refusal(client, "bundle-uninstall", "{\"name\": \"com.example.watchdog\"}");
            assertTrue(inUse.contains("is in use by"), inUse);
            client.run("machine-destroy");
            client.run("bundle-uninstall", "{\"name\": \"com.example.watchdog\"}");
            assertFalse(knows(client, "example-watchdog"));
            client.run("quit");
            assertEquals(0, backplane.exitStatus(), backplane::toString);
        }
    }

    @Test
    void whatIsDroppedIntoTheFolderComesIsReplacedAndGoesByCommands() throws Exception {
        try (var backplane = listening();
                var client = QmpClient.negotiated(socket)) {
            var jar = drop(watchdog);
            backplane.awaitLog("bundle-install of " + jar);
            assertTrue(knows(client, "example-watchdog"));
            client.run("machine-create", "{\"type\": \"virt\", \"memory\": 67108864}");
            client.run("device_add", "{\"driver\": \"example-watchdog\", \"id\": \"dog\"}");

            RebuiltBundle.withVersion(watchdog, "1.0.1", jar);
            var updated = client.event("BUNDLE_UPDATED").getJsonObject("data");
            assertEquals("1.0.1", updated.getString("to"));
            assertEquals(
                    "/machine/peripheral/dog", updated.getJsonArray("devices").getString(0));

            Files.delete(jar);
            backplane.awaitLog(jar + " is gone, but its bundle stays: com.example.watchdog 1.0.1 is in use by");
            assertTrue(knows(client, "example-watchdog"));
            assertEquals(
                    2,
                    client.run("query-journal").asJsonArray().getValuesAs(JsonObject.class).stream()
                            .filter(entry -> entry.getString("origin").equals("deploy"))
                            .count());
            client.run("device_del", "{\"id\": \"dog\"}");
            backplane.awaitLog(jar + " is gone, and its bundle com.example.watchdog too");
            assertFalse(knows(client, "example-watchdog"));
            client.run("quit");
            assertEquals(0, backplane.exitStatus(), backplane::toString);
        }
    }

    @Test
    void helpAndSchemaShowWhatIsDeployed() throws Exception {
        drop(watchdog);
        drop(parts);
        try (var help = start("--help");
                var schema = start("schema")) {
            assertEquals(0, help.exitStatus(), help::toString);
            assertTrue(help.stdout().contains("-example-listen PATH"), help::stdout);
            assertEquals(0, schema.exitStatus(), schema::toString);
            assertTrue(schema.stdout().contains("\"example-watchdog\""), schema::stderr);
            assertTrue(schema.stdout().contains("\"example-guard\""), schema::stderr);
        }
    }

    @Test
    void anOptionOfABundleThatIsNotStartedIsKnownAndStartsIt() throws Exception {
        var repository = Files.createDirectory(directory.resolve("repository"));
        Files.copy(parts, repository.resolve("parts.jar"));
        var environment = Map.of("BACKPLANE_JAVA_OPTS", "-Dbackplane.repository=" + repository);
        var line = directory.resolve("line.sock");
        try (var help = BackplaneProcess.start(directory, environment, "--help");
                var wrong = BackplaneProcess.start(directory, environment, "--example-listem", "x");
                var dryRun = BackplaneProcess.start(directory, environment, "--dry-run", "--example-listen", "x,y=z");
                var _ = BackplaneProcess.start(
                        directory,
                        environment,
                        "--qmp",
                        "unix:%s,server=on,wait=off".formatted(socket),
                        "--example-listen",
                        line.toString());
                var client = QmpClient.negotiated(socket)) {
            assertEquals(0, help.exitStatus(), help::toString);
            assertTrue(help.stdout().contains("-example-listen PATH"), help::stdout);
            assertEquals(1, wrong.exitStatus(), wrong::toString);
            assertTrue(wrong.stderr().contains("did you mean -example-listen?"), wrong::stderr);
            assertEquals(1, dryRun.exitStatus(), dryRun::toString);
            assertTrue(dryRun.stderr().contains("Parameter 'y' is unexpected"), dryRun::stderr);
            assertTrue(client.run("query-bundles").toString().contains("\"com.example.parts\""));
            SocketChannel.open(UnixDomainSocketAddress.of(line)).close();
        }
    }

    @Test
    void everyKindOfPartCanBeThirdParty() throws Exception {
        drop(watchdog);
        drop(parts);
        bitten(0x2000_0000, 20).writeTo(directory.resolve("program.bin"));
        Files.writeString(directory.resolve("tiny.yaml"), """
                consoles: [{type: stdio, id: serial0}]
                machine: {type: example-tiny, stride: 64K, firmware: program.bin}
                example-guard: 500
                """);
        var line = directory.resolve("line.sock");
        try (var backplane = start("--example-listen", line.toString(), "tiny.yaml")) {
            backplane.await("started started ");
            try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(line));
                    var lines = new BufferedReader(
                            new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8))) {
                assertEquals("hello", lines.readLine());
                assertEquals(
                        "ok [example-watchdog, riscv.sifive.test, serial-mm]",
                        answer(channel, lines, "example-inventory"));
                assertEquals(
                        "no The command example-nothing has not been found", answer(channel, lines, "example-nothing"));
            }
        }
    }

    /** The answer to a line, among events. */
    private static String answer(SocketChannel channel, BufferedReader lines, String question) throws IOException {
        channel.write(ByteBuffer.wrap((question + "\n").getBytes(StandardCharsets.UTF_8)));
        var line = String.valueOf(lines.readLine());
        while (line.startsWith("!")) {
            line = String.valueOf(lines.readLine());
        }
        return line;
    }
}
