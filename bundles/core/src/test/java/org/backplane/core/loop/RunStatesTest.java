package org.backplane.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.backplane.api.phase.RunState;
import org.junit.jupiter.api.Test;

class RunStatesTest {
    @Test
    void thereAreAsManyLegalTransitionsAsInQemu() {
        assertEquals(
                85,
                Arrays.stream(RunState.values())
                        .mapToInt(state -> RunStates.next(state).size())
                        .sum());
    }

    @Test
    void everyStateLeadsSomewhereButNoneToItself() {
        for (var state : RunState.values()) {
            assertFalse(RunStates.next(state).isEmpty(), state::wireName);
            assertFalse(RunStates.next(state).contains(state), state::wireName);
        }
    }

    @Test
    void aGuestThatHasNotRunCannotBePaused() {
        assertFalse(RunStates.next(RunState.PRELAUNCH).contains(RunState.PAUSED));
        assertTrue(RunStates.next(RunState.PRELAUNCH).contains(RunState.RUNNING));
    }
}
