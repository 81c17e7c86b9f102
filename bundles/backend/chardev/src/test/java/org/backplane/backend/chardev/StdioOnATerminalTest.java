package org.backplane.backend.chardev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.backplane.api.backend.Chardev;
import org.backplane.api.command.CommandException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StdioOnATerminalTest {
    final Pty pty = new Pty();
    final String before = pty.settings();
    final FakeFeeds feeds = new FakeFeeds();
    final FakeListeners listeners = new FakeListeners();
    final StdioChardev type = new StdioChardev(feeds, listeners, pty.slave, pty.slave);

    StdioOnATerminalTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        type.close();
        pty.close();
    }

    Chardev open() throws IOException {
        return type.open(new StdioChardev.Properties(false));
    }

    static String read(Chardev stdio, int length) throws IOException {
        return new String(stdio.input().readNBytes(length), StandardCharsets.ISO_8859_1);
    }

    @Test
    void keysGoToTheGuestAsTheyAreStruck() throws IOException {
        var stdio = open();
        pty.type("\3\r\n\23\32\34\377");
        assertEquals("\3\r\n\23\32\34\377", read(stdio, 7));
    }

    @Test
    void keysAreNotEchoedAndLinesOfOutputBeginAtTheLeft() throws IOException {
        var stdio = open();
        pty.type("secret");
        read(stdio, 6);
        stdio.output().write("a\nb\tc".getBytes(StandardCharsets.US_ASCII));
        assertEquals("a\r\nb\tc", pty.screen(6));
    }

    @Test
    void theTerminalIsAsBeforeWhenItIsClosed() throws IOException {
        var stdio = open();
        assertNotEquals(before, pty.settings());
        stdio.close();
        assertEquals(before, pty.settings());
    }

    @Test
    void theTerminalIsAsBeforeWhenTheBundleStops() throws IOException {
        open();
        type.close();
        assertEquals(before, pty.settings());
    }

    @Test
    void closingTwiceDoesNotDisturbTheNext() throws IOException {
        var first = open();
        first.close();
        open();
        var raw = pty.settings();
        first.close();
        assertEquals(raw, pty.settings());
    }

    @Test
    void closingEndsAReadThatWaits() throws Exception {
        var stdio = open();
        var end = CompletableFuture.supplyAsync(() -> {
            try {
                return stdio.input().read();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        stdio.close();
        assertEquals(-1, end.get());
    }

    @Test
    void thereIsOneAtATime() throws IOException {
        var stdio = open();
        var refused = assertThrows(IOException.class, this::open);
        assertEquals("cannot use stdio by multiple character devices", refused.getMessage());
        stdio.close();
        open();
    }

    @Test
    void controlATwiceIsOnce() throws IOException {
        var stdio = open();
        pty.type("a\1\1b");
        assertEquals("a\1b", read(stdio, 3));
    }

    @Test
    void controlAMayComeAloneFirst() throws IOException {
        var stdio = open();
        pty.type("a\1");
        assertEquals("a", read(stdio, 1));
        pty.type("\1b");
        assertEquals("\1b", read(stdio, 2));
    }

    @Test
    void controlAAndAnUnknownKeyIsNothing() throws IOException {
        var stdio = open();
        pty.type("a\1zb");
        assertEquals("ab", read(stdio, 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\1x", "\1X"})
    void controlAAndXQuits(String keys) throws Exception {
        var stdio = open();
        pty.type(keys + "a");
        read(stdio, 1);
        assertEquals("stdio: quit", feeds.submitted.take());
        feeds.answer.complete("");
        assertEquals("stdio closed", feeds.submitted.take());
    }

    @Test
    void whyQuitFailedIsShown() throws Exception {
        feeds.answer.completeExceptionally(CommandException.failed("not now"));
        var stdio = open();
        pty.type("\1xa");
        read(stdio, 1);
        assertEquals("\r\nnot now\r\n", pty.screen(11));
    }

    @Test
    void controlAAndHHelps() throws IOException {
        var stdio = open();
        pty.type("\1ha");
        assertEquals("a", read(stdio, 1));
        assertEquals("\r\nCtrl-A h  ", pty.screen(12));
    }

    private static String keys(FakeListeners.Served monitor, int length) throws IOException {
        var bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            monitor.in().read(bytes);
        }
        return new String(bytes.array(), StandardCharsets.ISO_8859_1);
    }

    private static String announced() {
        return "terminal %s 80 24\n".formatted(Objects.requireNonNullElse(System.getenv("TERM"), "dumb"));
    }

    @Test
    void controlAAndCGivesTheKeysToTheMonitorAndBack() throws Exception {
        var stdio = open();
        pty.type("a\1cinfo\1cb\1cx\1Cd");
        assertEquals("abd", read(stdio, 3));
        var monitor = listeners.served.take();
        assertEquals("monitor", monitor.protocol());
        assertEquals(announced() + "info\033[Ix", keys(monitor, announced().length() + 8));
        monitor.out().write(ByteBuffer.wrap(new byte[] {'!'}));
        assertEquals("\r\n\r\n\r\n!", pty.screen(7));
    }

    @Test
    void whenTheMonitorsSessionEndsTheKeysAreTheGuestsAgain() throws Exception {
        var stdio = open();
        var next = CompletableFuture.supplyAsync(() -> {
            try {
                return read(stdio, 1);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        pty.type("\1ca");
        var first = listeners.served.take();
        assertEquals(announced() + "a", keys(first, announced().length() + 1));
        first.in().close();
        first.out().close();
        pty.type("b");
        assertEquals("b", next.join());
        pty.type("\1c\1cd");
        assertEquals("d", read(stdio, 1));
        assertEquals("monitor", listeners.served.take().protocol());
    }

    @Test
    void signalsStayKeysOfTheTerminalIfTheUserWants() throws IOException {
        type.open(new StdioChardev.Properties(true));
        var withSignals = pty.settings();
        type.close();
        type.open(new StdioChardev.Properties(false));
        assertNotEquals(withSignals, pty.settings());
    }

    /** How a process with an open stdio can end. */
    @ParameterizedTest
    @ValueSource(strings = {"exit", "signal", "exception"})
    void theTerminalIsAsBeforeWhenTheProcessEnds(String way) throws Exception {
        var terminal = new File(pty.name);
        var process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EndingProcess.class.getName(),
                        way)
                .redirectInput(terminal)
                .redirectOutput(terminal)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertEquals("ready", pty.screen(5));
        assertNotEquals(before, pty.settings());
        if (way.equals("signal")) {
            process.destroy();
        } else {
            pty.type("\3");
        }
        process.waitFor();
        assertEquals(before, pty.settings());
    }

    /** A process that opens stdio, and ends at a key without closing it. */
    static final class EndingProcess {
        public static void main(String[] arguments) throws IOException {
            var stdio = new StdioChardev(new FakeFeeds(), new FakeListeners()).open(new StdioChardev.Properties(false));
            stdio.output().write("ready".getBytes(StandardCharsets.US_ASCII));
            if (stdio.input().read() != 3) {
                throw new AssertionError("not the key that was struck");
            }
            if (arguments[0].equals("exception")) {
                throw new IllegalStateException("the last thread of the process fails");
            }
            System.exit(3);
        }
    }

    @Test
    void anotherVersionGoesOnAndGivesTheTerminalBackAsItWasAtFirst() throws IOException {
        var stdio = open();
        var left = stdio.handOver().orElseThrow();
        assertEquals(-1, stdio.input().read());
        var successor = new StdioChardev(feeds, listeners, pty.slave, pty.slave);
        var next = successor.takeOver(new StdioChardev.Properties(false), left);
        type.close();
        pty.type("\3");
        assertEquals("\3", read(next, 1));
        assertThrows(IOException.class, () -> successor.open(new StdioChardev.Properties(false)));
        successor.close();
        assertEquals(before, pty.settings());
    }
}
