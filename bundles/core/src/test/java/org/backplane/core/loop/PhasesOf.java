package org.backplane.core.loop;

import java.util.List;
import java.util.Map;
import org.backplane.api.event.Events;
import org.backplane.api.phase.Phase;
import org.backplane.api.phase.PhaseHandler;

/** Makes phases for tests of other packages. */
public final class PhasesOf {
    private PhasesOf() {}

    /** Phases with these handlers and no others. */
    public static Phases handlers(Map<Phase, List<PhaseHandler>> handlers, Events events) {
        return new Phases(phase -> handlers.getOrDefault(phase, List.of()), events);
    }
}
