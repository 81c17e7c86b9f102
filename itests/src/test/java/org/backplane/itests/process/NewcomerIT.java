package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the README tells authors of devices to do, from nothing to a guest that reads the device. */
@Timeout(600)
class NewcomerIT {
    private static final String ADDRESS = "0x1000800";

    @TempDir
    private Path directory;

    @Test
    void inUnderFiveMinutesAGuestReadsADeviceOfOnesOwn() throws Exception {
        var guest = LinuxGuest.find();
        var desk = new AuthorsDesk(directory);
        desk.releaseArchetype();
        long began = System.nanoTime();

        desk.maven(
                directory,
                "archetype:generate",
                "-DarchetypeGroupId=org.backplane",
                "-DarchetypeArtifactId=org.backplane.archetype",
                "-DarchetypeVersion=" + AuthorsDesk.version(),
                "-DgroupId=com.example",
                "-DartifactId=acme-rng",
                "-Dpackage=com.example.acmerng");
        long generated = System.nanoTime();
        var project = directory.resolve("acme-rng");
        desk.maven(project, "package");
        long built = System.nanoTime();
        var deploy = Files.createDirectory(directory.resolve("deploy"));
        Files.copy(project.resolve("target/acme-rng-1.0-SNAPSHOT.jar"), deploy.resolve("acme-rng.jar"));
        var environment = Map.of("BACKPLANE_JAVA_OPTS", "-Dbackplane.deploy=" + deploy);
        try (var backplane =
                guest.boot(directory, environment, "linux.yaml", "memory=256M", "--device", "acme-rng,delay=5")) {
            backplane
                    .type("cat /proc/device-tree/soc/*acme-rng@*/compatible; echo\n")
                    .await("\ncom.example,acme-rng");
            backplane.type("devmem " + ADDRESS + "0\n").await("\n0x52444E41");
            long read = System.nanoTime();
            backplane.type("a=$(devmem " + ADDRESS + "8); b=$(devmem " + ADDRESS + "8); echo a=$a; echo b=$b\n");
            backplane.type("[ $a != $b ] && echo dif''ferent\n").await("\ndifferent");
            LinuxGuest.powerOff(backplane);
            var total = Duration.ofNanos(read - began);
            System.out.printf(
                    "from nothing to the guest reading the device: %d s (generate %d, build and test %d, boot and read"
                            + " %d)%n",
                    total.toSeconds(),
                    Duration.ofNanos(generated - began).toSeconds(),
                    Duration.ofNanos(built - generated).toSeconds(),
                    Duration.ofNanos(read - built).toSeconds());
            assertTrue(total.compareTo(Duration.ofMinutes(5)) < 0, () -> "it took " + total);
        }
    }
}
