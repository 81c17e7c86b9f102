package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.backplane.testkit.machine.Guest;
import org.backplane.testkit.machine.Machine;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A real Linux boots to a shell that takes commands, and switches the machine off. */
@Timeout(300)
class LinuxIT {
    private static final String KERNEL = "kernel=${backplane.guest}/Image";
    private static final String INITRD = "initrd=${backplane.guest}/initrd.gz";

    @BeforeAll
    static void findTheGuest() {
        LinuxGuest.find();
    }

    private static Guest booted(Guest guest) throws Exception {
        return guest.expect("=== GUEST-BOOT-OK", Duration.ofMinutes(3)).expect("# ");
    }

    @Test
    @Machine(
            value = "linux.yaml",
            parameters = {KERNEL, INITRD, "memory=512M"})
    void linuxBootsToAShellAndPowersOff(Guest guest) throws Exception {
        booted(guest).type("echo $((6*7))\n").expect("\n42");
        guest.type("poweroff -f\n");
        assertEquals(0, guest.exitStatus(), guest::toString);
        assertEquals("", guest.log());
    }

    @Test
    @Machine(
            value = "linux.yaml",
            parameters = {KERNEL, INITRD, "memory=256M", "cpus=2"})
    void linuxFindsAllHartsAndMemory(Guest guest) throws Exception {
        booted(guest).type("echo harts: $(nproc)\n").expect("\nharts: 2");
        guest.type("poweroff -f\n");
        assertEquals(0, guest.exitStatus(), guest::toString);
    }
}
