package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonString;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The human monitor of a real process. */
@Timeout(300)
class MonitorIT {
    @TempDir
    private Path directory;

    private Path qmp;
    private Path monitor;
    private BackplaneProcess backplane;

    @BeforeEach
    void start() throws Exception {
        qmp = directory.resolve("qmp.sock");
        monitor = directory.resolve("monitor.sock");
        backplane = BackplaneProcess.start(directory, "--monitor", "unix:" + monitor, "--qmp", "unix:" + qmp, "-S");
        QmpClient.connect(qmp).close(); // the monitor's socket was opened before
    }

    @AfterEach
    void end() {
        backplane.close();
    }

    private static void assertContains(String part, String text) {
        assertTrue(text.contains(part), () -> "<%s> is not in <%s>".formatted(part, text));
    }

    @Test
    void peopleBuildAMachineAndLookAtIt() throws Exception {
        try (var client = MonitorClient.connect(monitor)) {
            assertEquals("", client.line("machine-create virt memory=64M"));
            assertEquals("", client.line("object_add rng-builtin rng0"));
            assertEquals("", client.line("device_add virtio-rng-device,rng=rng0,id=r1"));
            assertContains("status      prelaunch\n", client.line("info status"));
            assertContains(
                    "   └─ r1 (virtio-rng-device)  bundle=org.backplane.device.virtiorng ",
                    client.line("info qom-tree"));
            assertContains("0x0000000080000000┌", client.line("info mtree"));
            assertContains("/machine/serial0", client.line("info irq"));
            assertContains("guest-errors  0\n", client.line("info device serial0"));
            assertContains("LSR", client.line("info device serial0"));
            assertContains("device_add", client.line("info journal"));
            assertContains("monitor:", client.line("info sessions"));
            assertEquals("", client.line("device_del r1"));
            assertEquals("", backplane.stderr());
        }
    }

    @Test
    void whatTheGuestExecutesMostIsShownAsATable() throws Exception {
        new RiscvProgram().stay().writeTo(directory.resolve("program.bin"));
        try (var client = MonitorClient.connect(monitor)) {
            assertEquals("", client.line("machine-create virt firmware=" + directory.resolve("program.bin")));
            assertEquals("", client.line("cont"));
            assertContains("physical-address  size  engine ", client.line("info hot-blocks"));
            while (!client.line("info hot-blocks 1").contains("0x80000000     1  translator ")) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void anErrorIsShownAtItsPlace() throws Exception {
        try (var client = MonitorClient.connect(monitor)) {
            assertEquals("""
                    Parameter 'memmory' is unexpected; did you mean 'memory'?
                    machine-create virt memmory=1G
                                        ^
                    """, client.line("machine-create virt memmory=1G"));
            assertEquals("""
                    unknown command: 'sytem_reset'; did you mean 'system_reset'?
                    sytem_reset
                    ^
                    """, client.line("sytem_reset"));
            var wrong = client.line("machine-create virt cpus=many");
            assertTrue(wrong.endsWith("machine-create virt cpus=many\n                    ^\n"), wrong);
        }
    }

    @Test
    void whatItDoesNotKnowIsForTheShellOfOsgi() throws Exception {
        try (var client = MonitorClient.connect(monitor)) {
            assertContains("org.backplane.core (", client.line("lb -s"));
            assertContains("org.backplane.core.board.Vm", client.line("scr:list"));
            var piped = client.line("query-bundles | grep felix.scr");
            assertContains("org.apache.felix.scr", piped);
            assertTrue(!piped.contains("jackson"), piped);
            assertContains("prelaunch", client.line("backplane:query-status"));
        }
    }

    @Test
    void humanMonitorCommandAnswersAsQemusDoes() throws Exception {
        try (var ours = QmpClient.negotiated(qmp);
                var qemu = Qemu.start(directory, "-S", "-M", "virt");
                var theirs = qemu.client().negotiate()) {
            for (var line : new String[] {"info name", "quack", "info quack", "device_add", ""}) {
                var command = "{\"command-line\": \"%s\"}".formatted(line);
                var expected = ((JsonString) theirs.run("human-monitor-command", command)).getString();
                var answer = ((JsonString) ours.run("human-monitor-command", command)).getString();
                assertEquals(expected.isEmpty(), answer.isEmpty(), line + ": " + answer);
                assertEquals(
                        expected.contains("unknown command: '" + line),
                        answer.contains("unknown command: '" + line),
                        answer);
                assertEquals(answer, answer.replaceAll("\r?\n", "\r\n"), line);
            }
            var outOfRange = "{\"execute\": \"human-monitor-command\","
                    + " \"arguments\": {\"command-line\": \"info status\", \"cpu-index\": 9}}";
            assertEquals(
                    theirs.ask(outOfRange).get("error"), ours.ask(outOfRange).get("error"));
            ours.run("human-monitor-command", "{\"command-line\": \"machine-create none\"}");
            assertContains(
                    "none-machine",
                    ours.run("qom-get", "{\"path\": \"/machine\", \"property\": \"type\"}")
                            .toString());
        }
    }

    @Test
    void itsBundleIsReplacedUnderALineThatIsBeingTyped() throws Exception {
        var jar = new RebuiltBundle(directory.resolve("shell"), "transport/shell")
                .edit("\"(backplane) \"", "\"(rebuilt) \"")
                .build("9.0.0");
        try (var plain = MonitorClient.connect(monitor);
                var terminal = MonitorClient.connect(monitor);
                var control = QmpClient.negotiated(qmp)) {
            terminal.type("terminal xterm-256color 80 24\n").await("(backplane) ");
            terminal.type("info status\r").await("prelaunch").await("(backplane) ");
            terminal.type("info na").await("na");
            control.run("bundle-update", "{\"file\": \"%s\"}".formatted(jar));
            terminal.type("me\r").await("(rebuilt) ");
            terminal.type("\033[A\033[A\r").await("prelaunch").await("(rebuilt) ");
            plain.type("info status\n").await("prelaunch").await("(rebuilt) ");
            assertEquals("", backplane.stderr());
        }
    }

    @Test
    void theClientShowsItOnATerminal() throws Exception {
        try (var terminal = BackplaneProcess.onTerminal(
                directory, "\"$backplane\" monitor monitor.sock; echo status $?; stty -a")) {
            terminal.await("(backplane) ")
                    .type("inf\tstatu\t\r")
                    .await("prelaunch")
                    .await("(backplane) ");
            terminal.type("object_add secret data=sesame,id=s\r").await("(backplane) ");
            terminal.type("\004").await("status 0").await(" icanon ");
        }
        var history = directory.resolve("backplane/monitor-history");
        assertEquals(
                List.of("info status"),
                Files.readAllLines(history).stream().map(String::strip).toList());
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(history)), history::toString);
        try (var script =
                BackplaneProcess.start(directory, "monitor", "unix:" + monitor).type("info status\n")) {
            script.endInput();
            assertEquals(0, script.exitStatus());
            assertContains("status      prelaunch\n", script.stdout());
        }
    }
}
