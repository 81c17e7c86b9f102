package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Small programs on the machine {@code virt}, in machine mode: what they print, and how the process ends. */
class BareMetalIT {
    /** More than what is counted before the count is translated. */
    private static final int LONG = 2_000_000_000;

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

    @Test
    void aRecordingShowsWhatWasTranslated() throws Exception {
        new RiscvProgram().count(LONG).count(LONG).count(LONG).powerOff(0).writeTo(directory.resolve("program.bin"));
        var file = directory.resolve("recording.jfr");
        var options = Map.of(
                "BACKPLANE_JAVA_OPTS",
                "-XX:StartFlightRecording:settings=none,+org.backplane.RegionLeaves#period=10ms,filename=" + file);
        try (var backplane = BackplaneProcess.start(directory, options, "firmware.yaml", "firmware=program.bin")) {
            assertEquals(0, backplane.exitStatus(), backplane::toString);
        }
        var events = RecordingFile.readAllEvents(file);

        var translation = first("org.backplane.RegionTranslation", events);
        assertTrue(translation.getBoolean("succeeded"), translation::toString);
        assertEquals("cpu-0", translation.getThread("requester").getJavaName());
        assertEquals(
                List.of("Backplane", "Translator"), translation.getEventType().getCategoryNames());
        assertEquals(0, first("org.backplane.RegionLeaves", events).getInt("processor"));
    }

    private static RecordedEvent first(String type, List<RecordedEvent> events) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals(type))
                .findFirst()
                .orElseThrow();
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
