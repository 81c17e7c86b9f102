package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real Linux boots to a shell that takes commands, and switches the machine off. */
@Timeout(300)
class LinuxIT {
    private static LinuxGuest guest;

    @TempDir
    private Path directory;

    @BeforeAll
    static void findTheGuest() {
        guest = LinuxGuest.find();
    }

    @Test
    void linuxBootsToAShellAndPowersOff() throws Exception {
        try (var backplane = guest.boot(directory, "linux.yaml", "memory=512M")) {
            backplane.type("echo $((6*7))\n").await("\n42");
            LinuxGuest.powerOff(backplane);
            assertEquals("", backplane.stderr());
        }
    }

    @Test
    void linuxFindsAllHartsAndMemory() throws Exception {
        try (var backplane = guest.boot(directory, "linux.yaml", "memory=256M", "cpus=2")) {
            backplane.type("echo harts: $(nproc)\n").await("\nharts: 2");
            LinuxGuest.powerOff(backplane);
        }
    }
}
