package org.backplane.api.phase;

import org.backplane.api.machine.Board;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Does one thing on the way into a phase; registered as a service with {@link EntersPhase}.
 *
 * <p>The handlers of a phase run on the main loop in the order of their service ranking, highest first. When one
 * fails, those that have run are undone in reverse and the phase stays what it was.
 */
@ConsumerType
public interface PhaseHandler {

    /**
     * Does it.
     *
     * @throws org.backplane.api.command.CommandException if it cannot be done; nothing is half done then
     */
    void enter(Board board);

    /** Takes back what {@link #enter} did: a later handler failed, or the machine is being destroyed. */
    void undo(Board board);
}
