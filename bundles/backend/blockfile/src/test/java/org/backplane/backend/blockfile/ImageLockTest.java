package org.backplane.backend.blockfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.backplane.api.backend.BlockStore;
import org.backplane.backend.blockfile.FileOptions.Discard;
import org.backplane.backend.blockfile.FileOptions.Locking;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageLockTest {
    @TempDir
    Path directory;

    Path image;

    @BeforeEach
    void makeImage() throws IOException {
        image = directory.resolve("disk.img");
        Files.write(image, new byte[1 << 20]);
    }

    BlockStore open(boolean readOnly, Locking locking) throws IOException {
        return new FileDriver().open(new FileDriver.Properties(image.toString(), locking, Discard.IGNORE), readOnly);
    }

    String refusal(boolean readOnly) {
        var refused = assertThrows(IOException.class, () -> open(readOnly, Locking.ON));
        return String.valueOf(refused.getMessage());
    }

    @Test
    void thereIsOneWriter() throws IOException {
        try (var first = open(false, Locking.ON)) {
            assertEquals(
                    "Failed to get \"write\" lock; is another process using the image [%s]?".formatted(image),
                    refusal(false));
        }
    }

    @Test
    void aReaderKeepsWritersOutAndTheReverse() throws IOException {
        try (var reader = open(true, Locking.ON)) {
            assertTrue(refusal(false).startsWith("Failed to get \"write\" lock"));
        }
        try (var writer = open(false, Locking.ON)) {
            assertTrue(refusal(true).startsWith("Failed to get shared \"write\" lock"));
        }
    }

    @Test
    void thereMayBeManyReaders() throws IOException {
        try (var first = open(true, Locking.ON);
                var second = open(true, Locking.ON)) {
            assertEquals(first.size(), second.size());
        }
    }

    @Test
    void aRefusedOneLeavesNoLocks() throws IOException {
        try (var reader = open(true, Locking.ON)) {
            refusal(false);
            open(true, Locking.ON).close();
        }
        open(false, Locking.ON).close();
    }

    @Test
    void whoWantsNoLocksHasNone() throws IOException {
        try (var first = open(false, Locking.ON);
                var second = open(false, Locking.OFF)) {
            assertEquals(first.size(), second.size());
        }
        try (var first = open(false, Locking.OFF)) {
            open(false, Locking.AUTO).close();
        }
    }

    /** With QEMU at the other end. */
    @Nested
    class Qemu {
        record Ended(int status, String output) {}

        static Ended run(String... command) throws Exception {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ended(process.waitFor(), output);
        }

        static void need(String program) {
            try {
                new ProcessBuilder(program, "--version")
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
            } catch (IOException e) {
                assumeTrue(false, program + " is not installed, so locks are not tried against it");
            }
        }

        @Test
        void itCannotWriteToWhatWeHaveOpen() throws Exception {
            need("qemu-io");
            for (boolean readOnly : new boolean[] {true, false}) {
                try (var ours = open(readOnly, Locking.AUTO)) {
                    var refused = run("qemu-io", "-f", "raw", image.toString(), "-c", "quit");
                    assertTrue(refused.output.contains("Failed to get \"write\" lock"), refused.output);
                    assertEquals(1, refused.status);
                }
            }
            assertEquals(0, run("qemu-io", "-f", "raw", image.toString(), "-c", "write 0 512").status);
        }

        @Test
        void itCanReadWhatWeRead() throws Exception {
            need("qemu-io");
            try (var ours = open(true, Locking.AUTO)) {
                assertEquals(0, run("qemu-io", "-r", "-f", "raw", image.toString(), "-c", "read 0 512").status);
            }
        }

        @Test
        void itsMachineDoesNotReadWhatWeWrite() throws Exception {
            need("qemu-system-riscv64");
            try (var ours = open(false, Locking.AUTO)) {
                var refused = run(machine("on").toArray(String[]::new));
                assertTrue(refused.output.contains("Failed to get shared \"write\" lock"), refused.output);
                assertEquals(1, refused.status);
            }
        }

        @Test
        void weCannotWriteToWhatItsMachineHas() throws Exception {
            need("qemu-system-riscv64");
            try (var machine = new Machine("off")) {
                assertTrue(refusal(false).startsWith("Failed to get \"write\" lock"));
                assertTrue(refusal(true).startsWith("Failed to get shared \"write\" lock"));
            }
            open(false, Locking.AUTO).close();
        }

        @Test
        void weCanReadWhatItsMachineReads() throws Exception {
            need("qemu-system-riscv64");
            try (var machine = new Machine("on")) {
                assertTrue(refusal(false).startsWith("Failed to get \"write\" lock"));
                open(true, Locking.AUTO).close();
            }
        }

        List<String> machine(String readOnly) {
            var command = new ArrayList<>(List.of("qemu-system-riscv64", "-machine", "virt", "-S", "-nodefaults"));
            command.addAll(List.of("-display", "none", "-bios", "none", "-qmp", "stdio"));
            command.addAll(List.of(
                    "-blockdev", "driver=file,node-name=a,filename=%s,read-only=%s".formatted(image, readOnly)));
            command.addAll(List.of("-device", "virtio-blk-device,drive=a"));
            return command;
        }

        /** QEMU with a machine that has the image. */
        final class Machine implements AutoCloseable {
            private final Process process;

            /** Waits until it runs commands, which it does once all is opened. */
            Machine(String readOnly) throws IOException {
                process = new ProcessBuilder(machine(readOnly))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
                try (var commands = process.outputWriter()) {
                    commands.write("{\"execute\": \"qmp_capabilities\"}\n");
                }
                var answers = process.inputReader();
                var greeting = answers.readLine();
                assertTrue(greeting != null && greeting.contains("QMP"), greeting);
                assertEquals("{\"return\": {}}", answers.readLine());
            }

            @Override
            public void close() throws InterruptedException {
                process.destroy();
                process.waitFor();
            }
        }
    }

    @Test
    void theLocksStayWhileAnotherVersionTakesOverAndGoWithThat() throws IOException {
        var properties = new FileDriver.Properties(image.toString(), Locking.ON, Discard.IGNORE);
        var first = open(false, Locking.ON);
        try (var next =
                new FileDriver().takeOver(properties, false, first.handOver().orElseThrow())) {
            assertTrue(refusal(true).startsWith("Failed to get shared \"write\" lock"));
        }
        open(false, Locking.ON).close();
    }
}
