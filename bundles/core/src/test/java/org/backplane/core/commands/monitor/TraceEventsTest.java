package org.backplane.core.commands.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.backplane.api.command.CommandException;
import org.backplane.core.FakeCall;
import org.backplane.core.FakeRegistry;
import org.backplane.core.trace.TraceParts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TraceEventsTest {
    private static final String PART = "org.backplane.tracetest";

    final Logger first = Logger.getLogger(PART + ".First");
    final Logger second = Logger.getLogger(PART + ".Second");
    final TraceParts parts = new TraceParts(FakeRegistry.bundles("org.backplane.other", PART));
    final FakeCall call = new FakeCall();

    @AfterEach
    void switchOff() {
        call.takeBack();
    }

    private void set(String name, boolean on) {
        new TraceEventSetState(parts)
                .run(new TraceEventSetState.Arguments(name, on, Optional.empty(), Optional.empty()), call);
    }

    private List<String> on(String pattern) {
        return new TraceEventGetState(parts)
                .run(new TraceEventGetState.Arguments(pattern, Optional.empty()), call).stream()
                        .filter(info -> info.state() == TraceEventGetState.TraceEventState.ENABLED)
                        .map(TraceEventGetState.TraceEventInfo::name)
                        .toList();
    }

    @Test
    void aPartIsSwitchedOnWithAllThatIsBelow() {
        set(PART, true);
        assertEquals(List.of(PART, PART + ".First", PART + ".Second"), on("org.backplane.*"));
        assertTrue(first.isLoggable(Level.FINEST));
        set(PART, false);
        assertEquals(List.of(), on("*"));
    }

    @Test
    void onePartIsSwitchedOnAlone() {
        set(PART + ".F?rst", true);
        assertEquals(List.of(PART + ".First"), on("*"));
        assertFalse(second.isLoggable(Level.FINE));
        call.takeBack();
        assertEquals(List.of(), on("*"));
    }

    @Test
    void onePartIsSwitchedOffWhereAllOthersAreOn() {
        set(PART, true);
        set(PART + ".First", false);
        assertEquals(List.of(PART, PART + ".Second"), on("*"));
    }

    @Test
    void anUnknownNameIsRefusedAndAnUnknownPatternIsNot() {
        var refusal = assertThrows(CommandException.class, () -> set("org.backplane.tracetes", true));
        assertEquals(
                "unknown event \"org.backplane.tracetes\"; did you mean 'org.backplane.tracetest'?", refusal.message());
        set("nope*", true);
        assertEquals(List.of(), on("*"));
    }

    @Test
    void noPartLogsForAProcessorAlone() {
        var get = new TraceEventGetState(parts);
        assertEquals(List.of(), get.run(new TraceEventGetState.Arguments("*", Optional.of(0L)), call));
        assertThrows(
                CommandException.class, () -> get.run(new TraceEventGetState.Arguments(PART, Optional.of(0L)), call));
    }
}
