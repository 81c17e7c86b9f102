package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.backplane.testkit.machine.Output;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** QEMU's own client in Python, as it is, drives a machine of ours: {@code src/test/python/drive.py}. */
@Timeout(120)
class QemuPythonClientIT {
    private static final Path PROGRAM = Path.of("src/test/python/drive.py").toAbsolutePath();

    @TempDir
    private Path directory;

    @Test
    void qemusPythonClientDrivesAMachine() throws Exception {
        assumeTrue(
                new HostProgram("python3").isInstalled()
                        && python("-c", "import qemu.qmp").waitFor() == 0,
                "SKIPPED: python3 finds no qemu.qmp; it is in python/ of QEMU's sources, and PYTHONPATH can lead"
                        + " there");
        var firmware = new RiscvProgram().say("running").stay().writeTo(directory.resolve("program"));
        var socket = directory.resolve("qmp.sock");
        try (var backplane = BackplaneProcess.start(directory, "--qmp", "unix:" + socket, "-S")) {
            QmpClient.negotiated(socket).close();
            var client = python(PROGRAM.toString(), socket.toString(), firmware.toString());
            var output = new Output(client.getInputStream(), StandardCharsets.ISO_8859_1);
            assertEquals(0, client.waitFor(), output::text);
            assertEquals("all went well\n", output.text());
            assertEquals(0, backplane.exitStatus(), backplane::toString);
            assertEquals("", backplane.stderr());
        }
    }

    private static Process python(String... words) throws Exception {
        var command = Stream.concat(Stream.of("python3"), Stream.of(words)).toList();
        return new ProcessBuilder(List.copyOf(command))
                .redirectErrorStream(true)
                .start();
    }
}
