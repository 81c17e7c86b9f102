package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A folder with a RISC-V Linux that boots to a shell: {@code Image} and {@code initrd.gz}. */
record LinuxGuest(Path folder) {
    private static final Duration BOOT = Duration.ofMinutes(3);

    /** The one that {@code -Dbackplane.guest=DIR} names; without it, tests are skipped. */
    static LinuxGuest find() {
        var guest = new LinuxGuest(
                Path.of(System.getProperty("backplane.guest", "")).toAbsolutePath());
        assumeTrue(
                Files.exists(guest.image()) && Files.exists(guest.initrd()),
                "no guest: -Dbackplane.guest=DIR names a folder with Image and initrd.gz; 'launcher/bin/demo --fetch"
                        + " DIR' gets them");
        return guest;
    }

    Path image() {
        return folder.resolve("Image");
    }

    Path initrd() {
        return folder.resolve("initrd.gz");
    }

    /** Boots it by a standard configuration, until its shell waits for input. */
    BackplaneProcess boot(Path directory, String configuration, String... parameters) throws Exception {
        return boot(directory, Map.of(), configuration, parameters);
    }

    /** The same, with more variables in the environment. */
    BackplaneProcess boot(Path directory, Map<String, String> environment, String configuration, String... parameters)
            throws Exception {
        var words = new ArrayList<>(List.of(configuration, "kernel=" + image(), "initrd=" + initrd()));
        words.addAll(List.of(parameters));
        var backplane = BackplaneProcess.start(directory, environment, words.toArray(String[]::new));
        return backplane.await("=== GUEST-BOOT-OK", BOOT).await("# ");
    }

    /** Has its shell switch the machine off, which ends the process as if all was well. */
    static void powerOff(BackplaneProcess backplane) throws Exception {
        powerOff(backplane, "poweroff -f");
    }

    /** Has its shell run a line that switches the machine off in the end. */
    static void powerOff(BackplaneProcess backplane, String line) throws Exception {
        backplane.type(line + "\n");
        assertEquals(0, backplane.exitStatus(), backplane::toString);
    }
}
