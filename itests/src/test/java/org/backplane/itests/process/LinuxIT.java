package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real Linux boots to a shell that takes commands, and switches the machine off. */
@Timeout(300)
class LinuxIT {
    private static final Duration BOOT = Duration.ofMinutes(3);

    private static Path guest;

    @TempDir
    private Path directory;

    @BeforeAll
    static void findTheGuest() {
        guest = Path.of(System.getProperty("backplane.guest", "")).toAbsolutePath();
        assumeTrue(
                Files.exists(guest.resolve("Image")) && Files.exists(guest.resolve("initrd.gz")),
                "no guest: -Dbackplane.guest=DIR names a folder with Image and initrd.gz; 'launcher/bin/demo --fetch DIR'"
                        + " gets them");
    }

    @Test
    void linuxBootsToAShellAndPowersOff() throws Exception {
        try (var backplane = boot("memory=512M")) {
            backplane.await("=== GUEST-BOOT-OK", BOOT).await("# ");
            backplane.type("echo $((6*7))\n").await("\n42");
            backplane.type("poweroff -f\n");
            assertEquals(0, backplane.exitStatus(), backplane::toString);
            assertEquals("", backplane.stderr());
        }
    }

    @Test
    void linuxFindsAllHartsAndMemory() throws Exception {
        try (var backplane = boot("memory=256M", "cpus=2")) {
            backplane.await("=== GUEST-BOOT-OK", BOOT).await("# ");
            backplane.type("echo harts: $(nproc)\n").await("\nharts: 2");
            backplane.type("poweroff -f\n");
            assertEquals(0, backplane.exitStatus(), backplane::toString);
        }
    }

    private BackplaneProcess boot(String... parameters) throws Exception {
        var words = new String[3 + parameters.length];
        words[0] = "linux.yaml";
        words[1] = "kernel=" + guest.resolve("Image");
        words[2] = "initrd=" + guest.resolve("initrd.gz");
        System.arraycopy(parameters, 0, words, 3, parameters.length);
        return BackplaneProcess.start(directory, words);
    }
}
