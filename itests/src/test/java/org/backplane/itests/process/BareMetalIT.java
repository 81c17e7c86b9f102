package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Small programs on the machine {@code virt}, in machine mode: what they print, and how the process ends. */
class BareMetalIT {
    @TempDir
    private Path directory;

    private BackplaneProcess run(RiscvProgram program) throws Exception {
        program.writeTo(directory.resolve("program.bin"));
        return BackplaneProcess.start(directory, "firmware.yaml", "firmware=program.bin");
    }

    @Test
    void aProgramPrintsAndSwitchesTheMachineOff() throws Exception {
        try (var backplane = run(new RiscvProgram().say("hello, world\n").powerOff(0))) {
            assertEquals(0, backplane.endInput().exitStatus(), backplane::toString);
            assertEquals("hello, world\n", backplane.stdout());
            assertEquals("", backplane.stderr());
        }
    }

    @Test
    void theStatusThatAProgramEndsWithIsThatOfTheProcess() throws Exception {
        try (var backplane = run(new RiscvProgram().powerOff(42))) {
            assertEquals(42, backplane.exitStatus(), backplane::toString);
        }
    }

    @Test
    void aProgramThatResetsTheMachineStartsAgain() throws Exception {
        try (var backplane = run(new RiscvProgram().say("again ").reset())) {
            backplane.await("again again again ");
            assertTrue(backplane.isAlive());
        }
    }

    @Test
    void whatIsTypedReachesTheProgram() throws Exception {
        try (var backplane = run(new RiscvProgram().say("ready\n").echo())) {
            backplane.await("ready\n").type("one two").await("one two");
        }
    }

    static Stream<Arguments> goneWrong() {
        return Stream.of(
                Arguments.of(
                        "jumps into nothing", new RiscvProgram().say("ready\n").jumpIntoNothing()),
                Arguments.of(
                        "has a bad page table",
                        new RiscvProgram().say("ready\n").useABadPageTable()),
                Arguments.of("does nothing", new RiscvProgram().say("ready\n").stay()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goneWrong")
    void aProgramNeverStopsTheProcessNorKeepsItFromBeingStopped(String what, RiscvProgram program) throws Exception {
        try (var backplane = run(program)) {
            backplane.await("ready\n");
            assertTrue(backplane.isAlive());
            backplane.terminate();
            assertEquals(0, backplane.exitStatus(), backplane::toString);
        }
    }
}
