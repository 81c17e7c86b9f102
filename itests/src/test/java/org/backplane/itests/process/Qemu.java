package org.backplane.itests.process;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** QEMU, the oracle for every reply that it shares with us. */
final class Qemu implements AutoCloseable {
    private static final String PROGRAM = "qemu-system-riscv64";

    private final Process process;
    private final Path socket;

    private Qemu(Process process, Path socket) {
        this.process = process;
        this.socket = socket;
    }

    /** Starts one that nobody sees, with a QMP socket in the directory; without QEMU the test is skipped. */
    static Qemu start(Path directory, String... words) throws IOException {
        assumeTrue(isInstalled(), "SKIPPED: there is no " + PROGRAM + " to compare with");
        var socket = directory.resolve("qemu.sock");
        var command = new ArrayList<>(List.of(PROGRAM, "-nodefaults", "-display", "none"));
        command.addAll(List.of("-qmp", "unix:%s,server=on,wait=off".formatted(socket)));
        command.addAll(List.of(words));
        var process = new ProcessBuilder(command)
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start();
        return new Qemu(process, socket);
    }

    private static boolean isInstalled() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, PROGRAM)));
    }

    /** Where it listens. */
    Path socket() {
        return socket;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
