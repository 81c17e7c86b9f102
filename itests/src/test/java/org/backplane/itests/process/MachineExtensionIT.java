package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.backplane.testkit.machine.Guest;
import org.backplane.testkit.machine.Machine;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the test kit offers to tests that boot a machine. */
@Machine(
        value = "firmware.yaml",
        parameters = {"firmware=${itests.echo}", "memory=16M"})
@Timeout(120)
class MachineExtensionIT {
    private static final long UART = 0x1000_0000;
    private static final long SCRATCH = UART + 7;

    @TempDir
    private static Path directory;

    @BeforeAll
    static void assemble() throws IOException {
        var echo = new RiscvProgram().say("ready\n").echo().writeTo(directory.resolve("echo.bin"));
        var off = new RiscvProgram().say("bye\n").powerOff(3).writeTo(directory.resolve("off.bin"));
        System.setProperty("itests.echo", echo.toString());
        System.setProperty("itests.off", off.toString());
    }

    @Test
    void theConsoleIsTypedOnAndReadFrom(Guest guest) throws Exception {
        guest.expect("ready\n").type("one two").expect("one two");
    }

    @Test
    void registersAreReadAndWrittenAsAProcessorDoes(Guest guest) throws Exception {
        guest.expect("ready\n").write(SCRATCH, 1, 0x5a);
        assertEquals(0x5a, guest.read(SCRATCH, 1));
        guest.write(UART, 1, '!').expect("!");
        var refusal = assertThrows(AssertionError.class, () -> guest.read(0x7000_0000, 4));
        assertTrue(String.valueOf(refusal.getMessage()).contains("Nothing answers at 0x70000000"), refusal::toString);
        assertThrows(AssertionError.class, () -> guest.read(UART + 1, 2));
    }

    @Test
    void theGuestsTimeStandsStillAndGoesOn(Guest guest) throws Exception {
        var paused = guest.expect("ready\n").pause().time();
        assertEquals(paused, guest.time());
        var later = guest.runFor(Duration.ofMillis(50));
        assertTrue(later.minus(paused).compareTo(Duration.ofMillis(50)) >= 0, () -> paused + " " + later);
        assertEquals(later, guest.time());
        var status = guest.qmp().run("query-status", Map.of()).asJsonObject();
        assertEquals("paused", status.getString("status"));
        guest.resume().type("x").expect("x");
    }

    @Test
    void aTestHasAsManyMachinesAsItLikes(
            Guest guest,
            @Machine(
                            value = "firmware.yaml",
                            parameters = {"firmware=${itests.off}"})
                    Guest other)
            throws Exception {
        other.expect("bye\n");
        assertEquals(3, other.exitStatus(), other::toString);
        guest.expect("ready\n").qmp().run("system_reset", Map.of());
        guest.expect("ready\n");
        guest.qmp().event("RESET");
    }
}
