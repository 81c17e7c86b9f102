package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guest by which the cache for faster starts is made. */
class RehearsalIT {
    private static final Path SOURCES = Path.of("..", "launcher", "rehearsal");
    private static final String COMPILER = "riscv64-unknown-elf-gcc";
    private static final String OBJCOPY = "riscv64-unknown-elf-objcopy";

    @TempDir
    private Path directory;

    @Test
    void itSwitchesTheMachineOff() throws Exception {
        Files.copy(SOURCES.resolve("guest.img"), directory.resolve("guest.img"));
        try (var backplane = BackplaneProcess.start(directory, "linux.yaml", "kernel=guest.img")) {
            assertEquals(0, backplane.exitStatus(), backplane::toString);
        }
    }

    @Test
    void itsImageIsMadeFromItsSource() throws Exception {
        HostProgram.need("gcc-riscv64-unknown-elf", COMPILER, OBJCOPY);
        var program = directory.resolve("guest.elf");
        var image = directory.resolve("guest.img");
        new HostProgram(COMPILER)
                .run(
                        "-nostdlib",
                        "-march=rv64gc",
                        "-mabi=lp64d",
                        "-Wl,-Ttext=0",
                        "-o",
                        program,
                        SOURCES.resolve("guest.S"));
        new HostProgram(OBJCOPY).run("-O", "binary", program, image);
        assertArrayEquals(Files.readAllBytes(image), Files.readAllBytes(SOURCES.resolve("guest.img")));
    }
}
