package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code backplane qmp}, against a process of our own. */
@Timeout(300)
class QmpCommandIT {
    @TempDir
    private Path directory;

    private Path socket;
    private BackplaneProcess server;

    @BeforeEach
    void start() throws Exception {
        socket = directory.resolve("qmp.sock");
        server = BackplaneProcess.start(directory, "--qmp", "unix:" + socket, "-S");
        QmpClient.connect(socket).close();
    }

    @AfterEach
    void end() {
        server.close();
    }

    @Test
    void aCommandIsRunAndWhatItReturnsIsPrinted() throws Exception {
        run("machine-create", "type=virt", "memory=64M", "cpus=2");
        assertEquals("", run("blockdev-add", "driver=file", "node-name=7", "filename=" + image(), "read-only=on"));
        assertEquals("virt-machine\n", run("qom-get", "path=/machine", "property=type"));
        assertTrue(run("query-status").contains("\"status\": \"prelaunch\""));
        assertEquals("", run("chardev-add", "{\"id\": \"c\", \"backend\": {\"type\": \"null\", \"data\": {}}}"));
    }

    private Path image() throws Exception {
        return Files.write(directory.resolve("disk.img"), new byte[4096]);
    }

    private String run(String... words) throws Exception {
        try (var client = client(words)) {
            assertEquals(0, client.exitStatus(), client::toString);
            return client.stdout();
        }
    }

    private BackplaneProcess client(String... words) throws Exception {
        var all = new String[words.length + 2];
        all[0] = "qmp";
        all[1] = socket.toString();
        System.arraycopy(words, 0, all, 2, words.length);
        return BackplaneProcess.start(directory, all);
    }

    @Test
    void whatTheServerRefusesEndsWithStatusOne() throws Exception {
        try (var client = client("qom-list", "path=/nowhere")) {
            assertEquals(1, client.exitStatus());
            assertEquals("backplane qmp: qom-list: Device '/nowhere' not found\n", client.stderr());
        }
    }

    @Test
    void aServerThatIsNotThereEndsWithStatusTwo() throws Exception {
        try (var client = BackplaneProcess.start(directory, "qmp", "unix:nothing.sock", "query-status")) {
            assertEquals(2, client.exitStatus());
            assertTrue(client.stderr().startsWith("backplane qmp: unix:nothing.sock: cannot connect: "));
        }
    }

    @Test
    void aScriptRunsUpToTheFirstErrorWhichIsShownByItsLine() throws Exception {
        var script = """
                # a machine without anything
                machine-create type=none
                {"execute": "qom-get",
                 "arguments": {"path": "/machine", "property": "type"}}

                machine-create type=none
                machine-destroy
                """;
        try (var client = client("-").type(script)) {
            client.endInput();
            assertEquals(1, client.exitStatus());
            assertEquals("none-machine\n", client.stdout());
            assertTrue(client.stderr().startsWith("backplane qmp: line 6: machine-create: "), client::stderr);
        }
        assertEquals("none-machine\n", run("qom-get", "path=/machine", "property=type"));
    }
}
