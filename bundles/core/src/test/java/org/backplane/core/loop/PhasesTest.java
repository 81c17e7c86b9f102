package org.backplane.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.backplane.api.command.CommandException;
import org.backplane.api.machine.Board;
import org.backplane.api.phase.Phase;
import org.backplane.api.phase.PhaseHandler;
import org.backplane.api.phase.RunState;
import org.junit.jupiter.api.Test;

class PhasesTest {
    final List<String> log = new ArrayList<>();
    final Board board = (Board)
            Proxy.newProxyInstance(Board.class.getClassLoader(), new Class<?>[] {Board.class}, (_, method, _) -> {
                throw new UnsupportedOperationException(method.getName());
            });
    final Map<Phase, List<PhaseHandler>> handlers = new java.util.EnumMap<>(Phase.class);
    final Phases phases = new Phases(
            phase -> handlers.getOrDefault(phase, List.of()),
            event -> log.add(
                    event instanceof Phases.PhaseChanged(var from, var to)
                            ? from.wireName() + " -> " + to.wireName()
                            : event.toString()));

    PhaseHandler handler(String name, boolean works) {
        return new PhaseHandler() {
            @Override
            public void enter(Board on) {
                if (!works) {
                    throw CommandException.failed(name + " does not work");
                }
                log.add("enter " + name);
            }

            @Override
            public void undo(Board on) {
                log.add("undo " + name);
            }
        };
    }

    @Test
    void withoutAMachineNoPhaseIsEntered() {
        assertThrows(CommandException.class, () -> phases.advance(Phase.MACHINE_CREATED));
        assertEquals(Phase.NO_MACHINE, phases.phase());
    }

    @Test
    void handlersRunInOrderAndAreUndoneInReverse() {
        handlers.put(Phase.MACHINE_CREATED, List.of(handler("a", true), handler("b", true)));
        phases.board(board);
        phases.advance(Phase.ACCEL_CREATED);
        phases.retreat(Phase.NO_MACHINE);
        assertEquals(
                List.of(
                        "enter a",
                        "enter b",
                        "no-machine -> machine-created",
                        "machine-created -> accel-created",
                        "accel-created -> machine-created",
                        "undo b",
                        "undo a",
                        "machine-created -> no-machine"),
                log);
    }

    @Test
    void aFailedStepIsUndoneAndThePhaseStays() {
        handlers.put(Phase.ACCEL_CREATED, List.of(handler("a", true), handler("b", false)));
        phases.board(board);
        var error = assertThrows(CommandException.class, () -> phases.advance(Phase.MACHINE_READY));
        assertEquals("b does not work", error.message());
        assertEquals(Phase.MACHINE_CREATED, phases.phase());
        assertEquals(List.of("no-machine -> machine-created", "enter a", "undo a"), log);
    }

    @Test
    void theTableOfRunStatesHasQemusEightyFiveTransitions() {
        int transitions = 0;
        for (var state : RunState.values()) {
            transitions += RunStates.next(state).size();
        }
        assertEquals(85, transitions);
    }
}
