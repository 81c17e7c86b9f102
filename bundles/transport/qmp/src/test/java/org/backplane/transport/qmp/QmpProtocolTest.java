package org.backplane.transport.qmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.Role;
import org.backplane.api.event.Event;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QmpProtocolTest {
    private static final String OK = "{\"return\": {}}\r\n";

    final QmpProtocol protocol = new QmpProtocol(new FakeCommands(List.of("stop")), new FakeRecords());
    final FakeSession session = new FakeSession(protocol);

    @BeforeEach
    void greet() {
        protocol.begin(session);
        assertEquals("query-version", session.submitted.getFirst().request().command());
        answer(0, Map.of("package", "Backplane"));
        assertEquals(
                "{\"QMP\": {\"version\": {\"package\": \"Backplane\"}, \"capabilities\": [\"oob\"]}}\r\n",
                session.take());
        session.submitted.clear();
    }

    void answer(int command, Object result) {
        protocol.answered(session, session.submitted.get(command).tag(), result);
    }

    /** Sends and returns what comes back without a command being run. */
    String send(String text) {
        var input = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (protocol.received(session, input)) {
            // on to the next message
        }
        return session.take();
    }

    void negotiate() {
        assertEquals(OK, send("{'execute': 'qmp_capabilities', 'arguments': {'enable': ['oob']}}"));
    }

    static String error(String kind, String text) {
        return "{\"error\": {\"class\": \"%s\", \"desc\": \"%s\"}}\r\n".formatted(kind, text);
    }

    @Test
    void onlyNegotiationComesFirst() {
        var expected = error("CommandNotFound", "Expecting capabilities negotiation with 'qmp_capabilities'");
        assertEquals(expected, send("{'execute': 'stop'}"));
        assertEquals(expected, send("{'execute': 'nope'}"));
        assertEquals(OK, send("{'execute': 'qmp_capabilities'}"));
        assertEquals("", send("{'execute': 'stop'}"));
        assertEquals("stop", session.submitted.getFirst().request().command());
    }

    @Test
    void aWrongNegotiationDoesNotEndIt() {
        assertTrue(
                send("{'execute': 'qmp_capabilities', 'arguments': {'x': 1}}").startsWith("{\"error\""));
        assertTrue(send("{'execute': 'stop'}").contains("Expecting capabilities negotiation"));
    }

    @Test
    void theIdIsEchoedLastWhateverItIs() {
        negotiate();
        send("{'execute': 'stop', 'id': {'b': [1, null], 'a': 2.5}}{'id': null, 'execute': 'stop'}{'execute': 'stop'}");
        answer(0, Map.of());
        assertEquals("{\"return\": {}, \"id\": {\"b\": [1, null], \"a\": 2.5}}\r\n", session.take());
        answer(1, List.of());
        assertEquals("{\"return\": [], \"id\": null}\r\n", session.take());
        protocol.failed(session, session.submitted.get(2).tag(), CommandException.failed("no"));
        assertEquals(error("GenericError", "no"), session.take());
    }

    @Test
    void membersAreCheckedInQemusWords() {
        negotiate();
        assertEquals(error("GenericError", "QMP input must be a JSON object"), send("[]"));
        assertEquals(error("GenericError", "QMP input lacks member 'execute'"), send("{}"));
        assertEquals(error("GenericError", "QMP input member 'execute' must be a string"), send("{'execute': 5}"));
        assertEquals(error("GenericError", "QMP input member 'foo' is unexpected"), send("{'foo': 1}"));
        assertEquals(
                error("GenericError", "QMP input member 'arguments' must be an object"),
                send("{'execute': 'stop', 'arguments': null}"));
        assertEquals(
                error("GenericError", "QMP input member 'execute' clashes with 'exec-oob'"),
                send("{'execute': 'a', 'exec-oob': 'b'}"));
    }

    @Test
    void outOfBandNeedsTheCapabilityAndACommandThatAllowsIt() {
        assertEquals(error("GenericError", "QMP input member 'exec-oob' is unexpected"), send("{'exec-oob': 'stop'}"));
        negotiate();
        assertEquals(error("GenericError", "The command stop does not support OOB"), send("{'exec-oob': 'stop'}"));
        assertEquals(error("CommandNotFound", "The command nope has not been found"), send("{'exec-oob': 'nope'}"));
    }

    @Test
    void eventsAreToldOnceTheClientKnowsThatItIsThrough() {
        var event = new Event("STOP", Map.of(), Instant.ofEpochSecond(5, 7_000));
        session.holdsAnswers = true;
        send("{'execute': 'qmp_capabilities'}");
        protocol.happened(session, event);
        assertEquals("", session.take());
        session.deliver();
        assertEquals(OK, session.take());
        protocol.happened(session, event);
        var told = session.take();
        assertTrue(told.contains("\"seconds\": 5") && told.contains("\"microseconds\": 7"), told);
        assertTrue(told.endsWith("\"event\": \"STOP\"}\r\n"), told);
    }

    @Test
    void aClientHearsTheEventsItAskedFor() {
        send("{'execute': 'qmp_capabilities', 'arguments': {'events': ['RESUME']}}");
        protocol.happened(session, new Event("STOP", Map.of(), Instant.EPOCH));
        assertEquals("", session.take());
        protocol.happened(session, new Event("RESUME", Map.of("a", 1L), Instant.EPOCH));
        assertTrue(session.take().endsWith("\"event\": \"RESUME\", \"data\": {\"a\": 1}}\r\n"));
    }

    @Test
    void aClientMayAskForLess() {
        send("{'execute': 'qmp_capabilities', 'arguments': {'role': 'observer'}}");
        assertEquals(Role.OBSERVER, session.role());
    }

    @Test
    void afterAnErrorTheVeryNextCommandIsTaken() {
        negotiate();
        assertEquals(error("GenericError", "JSON parse error, stray '@'"), send("{'a': @\n{'execute': 'stop'}"));
        assertEquals("stop", session.submitted.getFirst().request().command());
    }

    @Test
    void otherCodeGoesOnInTheMiddleOfAMessage() {
        negotiate();
        var text = "{'execute': 'stop', 'id': 'a\\'b'}";
        for (int split = 1; split < text.length(); split++) {
            session.submitted.clear();
            var input = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)).limit(split);
            assertFalse(protocol.received(session, input));
            input.limit(text.length());
            assertTrue(new QmpProtocol(new FakeCommands(List.of()), new FakeRecords()).received(session, input));
            assertEquals(Map.of("id", "a'b"), session.submitted.getFirst().tag());
        }
    }

    @Test
    void addressesAreReadAsOnACommandLine() {
        assertEquals("unix:/run/a:b.sock", QmpListen.parse("unix:/run/a:b.sock").text());
        assertEquals("tcp::4444", QmpListen.parse("tcp::4444").text());
        assertEquals("tcp:[::1]:0", QmpListen.parse("tcp:[::1]:0").text());
    }
}
