package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** QMP on a real socket of the real program, and beside QEMU. */
@Timeout(300)
class QmpIT {
    private static final List<String> WRONG_MESSAGES = List.of(
            "[]",
            "7",
            "{}",
            "{\"execute\": 1}",
            "{\"execute\": \"nope\"}",
            "{\"execute\": \"nope\", \"id\": [1, {\"a\": null}, -0.5, \"\\u00e9\"]}",
            "{\"execute\": \"query-status\", \"arguments\": []}",
            "{\"execute\": \"query-status\", \"foo\": 1}",
            "{\"exec-oob\": \"query-status\"}",
            "{\"execute\": \"query-status\", \"arguments\": {\"x\": 1}, \"id\": 1}",
            "{\"execute\": \"qom-list\", \"id\": 2}",
            "{\"execute\": \"qom-list\", \"arguments\": {\"path\": 7}}",
            "{\"execute\": \"qom-list\", \"arguments\": {\"path\": \"/nowhere\"}}",
            "{\"execute\": \"qmp_capabilities\"}",
            "{\"execute\": \"quit\", \"execute\": \"quit\"}",
            "{\"execute\": quit}",
            "{\"id\": \"\\uD83D\"}");

    @TempDir
    private Path directory;

    private Path socket;
    private BackplaneProcess backplane;

    @BeforeEach
    void start() throws Exception {
        socket = directory.resolve("qmp.sock");
        backplane = BackplaneProcess.start(directory, "--qmp", "unix:%s,server=on,wait=off".formatted(socket), "-S");
    }

    @AfterEach
    void end() {
        backplane.close();
    }

    @Test
    void aClientIsGreetedAsByQemu() throws Exception {
        try (var client = QmpClient.connect(socket)) {
            var greeting = client.reply().getJsonObject("QMP");
            var version = greeting.getJsonObject("version");
            assertEquals(7, version.getJsonObject("qemu").getInt("major"));
            assertEquals(2, version.getJsonObject("qemu").getInt("minor"));
            assertTrue(version.getString("package").startsWith("Backplane"));
            assertEquals("[\"oob\"]", greeting.getJsonArray("capabilities").toString());
        }
    }

    @Test
    void theSocketIsForItsOwnerOnly() throws Exception {
        QmpClient.negotiated(socket).close();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
    }

    @Test
    void whatIsWrongIsRefusedAsByQemu() throws Exception {
        try (var qemu = Qemu.start(directory, "-M", "none");
                var ours = QmpClient.connect(socket)) {
            var theirs = qemu.client();
            theirs.reply();
            ours.reply();
            assertSameError("{\"execute\": \"query-status\", \"id\": {}}", theirs, ours);
            theirs.run("qmp_capabilities");
            ours.run("qmp_capabilities");
            for (var message : WRONG_MESSAGES) {
                assertSameError(message, theirs, ours);
            }
            assertFalse(((JsonObject) ours.run("query-status")).getBoolean("running"));
        }
    }

    /** Ours may go on where theirs ends: with what was expected. A newline ends what either takes for one message. */
    private static void assertSameError(String message, QmpClient theirs, QmpClient ours) throws Exception {
        var expected = theirs.ask(message + "\n");
        var actual = ours.ask(message + "\n");
        assertEquals(expected.get("id"), actual.get("id"), message);
        var error = expected.getJsonObject("error");
        assertEquals(error.getString("class"), actual.getJsonObject("error").getString("class"), message);
        var description = actual.getJsonObject("error").getString("desc");
        assertTrue(
                description.startsWith(error.getString("desc")),
                () -> "%s: theirs <%s> ours <%s>".formatted(message, error.getString("desc"), description));
    }

    @Test
    void aMachineIsBuiltAndRunByCommandsAloneWhileAnotherClientWatches() throws Exception {
        var program = new RiscvProgram().say("running").stay().writeTo(directory.resolve("program"));
        var console = directory.resolve("console.txt");
        try (var client = QmpClient.negotiated(socket);
                var watcher = QmpClient.negotiated(socket)) {
            client.run("chardev-add", """
                    {"id": "console", "backend": {"type": "file", "data": {"out": "%s"}}}""".formatted(console));
            client.run("machine-create", """
                    {"type": "virt", "memory": "64M", "firmware": "%s"}""".formatted(program));
            client.run("serial-add", "{\"chardev\": \"console\"}");
            client.run("cont");
            for (var each : List.of(client, watcher)) {
                each.event("RESUME");
            }
            assertEquals("running", status(watcher));
            client.run("stop");
            watcher.event("STOP");
            assertEquals("paused", status(watcher));
            client.run("system_reset");
            assertEquals(
                    "{\"guest\":false,\"reason\":\"host-qmp-system-reset\"}",
                    watcher.event("RESET").getJsonObject("data").toString());
            client.run("machine-destroy");
            assertEquals("prelaunch", status(client));
            client.run("machine-create", "{\"type\": \"none\"}");
        }
    }

    private static String status(QmpClient client) throws Exception {
        return ((JsonObject) client.run("query-status")).getString("status");
    }

    @Test
    void quitIsAnsweredAndToldBeforeTheEnd() throws Exception {
        try (var client = QmpClient.negotiated(socket);
                var watcher = QmpClient.negotiated(socket)) {
            client.run("quit");
            var data = watcher.event("SHUTDOWN").getJsonObject("data");
            assertEquals("host-qmp-quit", data.getString("reason"));
            assertTrue(client.isOver() && watcher.isOver());
            assertEquals(0, backplane.exitStatus(), backplane::toString);
            assertEquals("", backplane.stderr());
            assertFalse(Files.exists(socket));
        }
    }

    @Test
    void aSocketIsOpenedAndClosedByCommandsAndItsSessionsGoOn() throws Exception {
        var second = directory.resolve("second.sock");
        try (var client = QmpClient.negotiated(socket)) {
            var listener = (JsonObject) client.run("qmp-listen", """
                    {"address": {"type": "unix", "path": "%s"}, "role": "observer"}""".formatted(second));
            try (var observer = QmpClient.negotiated(second)) {
                client.run("qmp-close", "{\"id\": \"%s\"}".formatted(listener.getString("id")));
                assertFalse(Files.exists(second));
                assertEquals("prelaunch", status(observer));
                var refused = observer.ask("{\"execute\": \"quit\"}").getJsonObject("error");
                assertEquals("The command 'quit' is not permitted to an observer", refused.getString("desc"));
            }
            var again = client.ask("{\"execute\": \"qmp-close\", \"arguments\": {\"id\": \"qmp-99\"}}");
            assertEquals(
                    "There is no listener 'qmp-99'",
                    again.getJsonObject("error").getString("desc"));
        }
    }

    @Test
    void anOperatorCannotHaveAFileGiveTheCommandsOfAnOwner() throws Exception {
        var second = directory.resolve("operators.sock");
        try (var client = QmpClient.negotiated(socket)) {
            client.run("qmp-listen", """
                    {"address": {"type": "unix", "path": "%s"}, "role": "operator"}""".formatted(second));
            try (var operator = QmpClient.negotiated(second)) {
                var refused = operator.ask("{\"execute\": \"config-load\", \"arguments\": {\"file\": \"linux.yaml\"}}")
                        .getJsonObject("error");
                assertEquals("The command 'config-load' is not permitted to an operator", refused.getString("desc"));
            }
        }
    }
}
