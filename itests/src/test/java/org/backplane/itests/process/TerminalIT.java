package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** However it ends, it leaves the terminal as it was. */
class TerminalIT {
    private static final Pattern SETTINGS = Pattern.compile("^settings ([0-9a-f:]+)\r?$", Pattern.MULTILINE);

    @TempDir
    private Path directory;

    /** Runs it between two looks at the terminal's settings; the shell waits with both until it has ended. */
    private BackplaneProcess run(RiscvProgram program) throws Exception {
        program.writeTo(directory.resolve("program.bin"));
        return run("firmware.yaml firmware=program.bin");
    }

    private BackplaneProcess run(String words) throws Exception {
        return BackplaneProcess.onTerminal(directory, """
                echo settings $(stty -g)
                sh -c 'echo $$ > pid; exec "$0" %s' "$backplane"
                echo status $?
                echo settings $(stty -g)
                """.formatted(words));
    }

    @Test
    void afterTheGuestSwitchedOff() throws Exception {
        try (var backplane = run(new RiscvProgram().say("hello\n").powerOff(3))) {
            backplane.await("hello").await("status 3");
            assertTerminalIsIntact(backplane);
        }
    }

    @Test
    void afterAnError() throws Exception {
        try (var backplane = run("firmware.yaml firmware=nothing.bin")) {
            backplane.await("nothing.bin").await("status 1");
            assertTerminalIsIntact(backplane);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("org.backplane.itests.process.BareMetalIT#goneWrong")
    void afterItWasQuitByKeysWhateverTheProgramDoes(String what, RiscvProgram program) throws Exception {
        try (var backplane = run(program)) {
            backplane.await("ready").type("\001x").await("status 0");
            assertTerminalIsIntact(backplane);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT", "HUP"})
    void afterASignal(String signal) throws Exception {
        try (var backplane = run(new RiscvProgram().say("ready\n").echo())) {
            backplane.await("ready");
            signal(signal);
            backplane.await("status ");
            assertTerminalIsIntact(backplane);
        }
    }

    @Test
    void keysReachTheGuestAsTheyAreStruckAndAreNotShownTwice() throws Exception {
        try (var backplane = run(new RiscvProgram().say("ready>").echo())) {
            backplane.await("ready>").type("a").await("a").type("\003b").await("\003b");
            backplane.type("\001x").await("status 0");
            assertTrue(backplane.stdout().contains("ready>a\003b"), backplane::toString);
        }
    }

    @Test
    void controlAAndCIsTheMonitorAndBack() throws Exception {
        try (var backplane = run(new RiscvProgram().say("ready>").echo())) {
            backplane.await("ready>").type("a").await("a").type("\001c").await("(backplane) ");
            backplane.type("info statu\t\r").await("running").await("(backplane) ");
            backplane.type("\001cb").await("b").type("\001cquit\r").await("status 0");
            assertTerminalIsIntact(backplane);
        }
    }

    private void signal(String name) throws Exception {
        var kill = new ProcessBuilder("sh", "-c", "kill -%s $(cat pid)".formatted(name))
                .directory(directory.toFile())
                .inheritIO()
                .start();
        assertEquals(0, kill.waitFor());
    }

    private static void assertTerminalIsIntact(BackplaneProcess backplane) throws InterruptedException {
        backplane.exitStatus();
        var settings = SETTINGS.matcher(backplane.stdout())
                .results()
                .map(MatchResult::group)
                .toList();
        assertEquals(2, settings.size(), backplane::toString);
        assertEquals(settings.getFirst().trim(), settings.getLast().trim(), backplane::toString);
    }
}
