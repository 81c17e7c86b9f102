package org.backplane.transport.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MonitorProtocolTest {
    @TempDir
    static Path directory;

    final Path file = directory.resolve(UUID.randomUUID().toString());
    final History history = new History(Optional.of(file));
    final FakeCommands commands = FakeCommands.withSecrets();
    MonitorProtocol protocol = code();
    final FakeSession session = new FakeSession(protocol);

    MonitorProtocol code() {
        return new MonitorProtocol(
                commands,
                commands,
                (_, _) -> {
                    throw new UnsupportedOperationException();
                },
                history);
    }

    @AfterEach
    void end() {
        protocol.ended(session);
    }

    /** Sends text as a session does; returns how much was left. */
    String send(String text) {
        return sendTo(session, text);
    }

    String sendTo(FakeSession to, String text) {
        var input = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (input.hasRemaining() && protocol.received(to, input)) {
            // there may be more
        }
        return StandardCharsets.UTF_8.decode(input).toString();
    }

    FakeSession.Submitted submitted() throws InterruptedException {
        return session.submitted.take();
    }

    @Test
    void aClientIsGreetedAndPrompted() {
        protocol.begin(session);
        assertEquals("Backplane monitor - type 'help' for more information\n(backplane) ", session.take());
    }

    @Test
    void aLineIsACommandWhoseAnswerIsLaidOut() throws InterruptedException {
        assertEquals("info", send("info status\r\ninfo"));
        var status = submitted();
        assertEquals("query-status", status.request().command());
        protocol.answered(session, status.tag(), Map.of("status", "running"));
        assertEquals("status  running\n(backplane) ", session.take());
    }

    @Test
    void anErrorHasItsPlace() throws InterruptedException {
        send("object-add a b=1\nobject-add a id=b\n");
        assertTrue(session.take().endsWith("object-add a b=1\n             ^\n(backplane) "));
        protocol.failed(session, submitted().tag(), CommandException.badArgument("id", "taken"));
        assertEquals("taken\nobject-add a id=b\n             ^\n(backplane) ", session.take());
    }

    @Test
    void whatIsUnknownIsForTheShellOfThoseWhoMayDoEverything() throws InterruptedException {
        send("lb\n");
        var line = submitted();
        assertEquals("human-monitor-command", line.request().command());
        assertEquals(Map.of("command-line", "lb"), line.request().arguments());
        protocol.answered(session, line.tag(), "a\r\nb\r\n");
        assertEquals("a\nb\n(backplane) ", session.take());
        session.restrict(Role.OBSERVER);
        send("qit\n");
        assertEquals("unknown command: 'qit'; did you mean 'quit'?\nqit\n^\n(backplane) ", session.take());
    }

    @Test
    void onATerminalLinesAreEditedAndCompleted() throws InterruptedException {
        send("terminal xterm-256color 80 24\n");
        session.await("(backplane) ");
        send("qu\t");
        session.await("ery-status");
        send("\025qiu\177\177uit\r");
        assertEquals("quit", submitted().request().command());
    }

    @Test
    void aReturnKeyOfARawTerminalIsEnough() throws InterruptedException {
        assertEquals("", send("quit\r"));
        assertEquals("quit", submitted().request().command());
        assertEquals(List.of("monitor:1"), protocol.edited());
    }

    @Test
    void otherCodeGoesOnWithTheLineAndItsHistory() throws InterruptedException {
        send("terminal xterm-256color 80 24\n");
        session.await("(backplane) ");
        send("info status\r");
        protocol.answered(session, submitted().tag(), Map.of("status", "running"));
        assertTrue(session.await("(backplane) ").contains("status  running\r\n"));
        send("device_a");
        session.await("device_a");

        protocol.park();
        protocol = code();
        session.protocol = protocol;

        send("dd virtio-rng-device\r");
        assertEquals(
                Map.of("driver", "virtio-rng-device"), submitted().request().arguments());
        protocol.answered(session, Map.of(), Map.of());
        session.await("(backplane) ");
        send("\033[A\033[A\r");
        assertEquals("query-status", submitted().request().command());
    }

    /** Gives a line on a terminal, which is answered. */
    void give(String line) throws InterruptedException {
        send(line + "\r");
        protocol.answered(session, submitted().tag(), Map.of());
        session.await("(backplane) ");
    }

    @Test
    void linesButForSecretsAreKeptForTheNextRun() throws Exception {
        send("terminal xterm-256color 80 24\n");
        session.await("(backplane) ");
        give("info status");
        give("set_password vnc sesame");
        assertEquals(List.of("info status"), Files.readAllLines(file));

        var next = new FakeSession(protocol);
        protocol.ended(session);
        protocol = code();
        next.protocol = protocol;
        sendTo(next, "terminal xterm-256color 80 24\n");
        next.await("(backplane) ");
        sendTo(next, "\033[A\r");
        assertEquals("query-status", next.submitted.take().request().command());
        protocol.ended(next);
    }

    @Test
    void whatTheOwnerHasDoneIsNotForOthers() throws Exception {
        history.add("info status");
        session.restrict(Role.OPERATOR);
        send("terminal xterm-256color 80 24\n");
        session.await("(backplane) ");
        send("\033[Aquit\r");
        assertEquals("quit", submitted().request().command());
        protocol.answered(session, Map.of(), Map.of());
        session.await("(backplane) ");
        assertEquals(List.of("info status"), Files.readAllLines(file));
    }

    @Test
    void aLineIsBrokenWhereTheWindowEndsNow() throws InterruptedException {
        send("terminal xterm-256color 80 24\n");
        session.await("(backplane) ");
        send("x".repeat(40));
        var before = session.await("x".repeat(40));
        assertFalse(before.contains("\r"), before);
        send("y\033[8;24;30t"
                + "z".repeat(20)); // with the prompt that is more than two lines now, and less than one before
        session.await("\r");
        assertEquals("terminal xterm-256color 30 24", session.memory().get("terminal"));
    }

    @Test
    void aSessionThatIsOverLeavesNothingBehind() throws InterruptedException {
        send("terminal xterm-256color 80 24\n");
        session.await("(backplane) ");
        protocol.ended(session);
        assertEquals(List.of(), protocol.edited());
        send("x");
        assertEquals(List.of(), protocol.edited());
    }
}
