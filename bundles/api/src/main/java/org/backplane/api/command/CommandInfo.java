package org.backplane.api.command;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.backplane.api.phase.Phase;
import org.backplane.api.schema.Schema;

/**
 * All that a transport needs to know of a command.
 *
 * @param name its name
 * @param doc one sentence
 * @param arguments its arguments
 * @param result its answer
 * @param allowedIn the phases in which it may be given
 * @param advance the step it takes, if any
 * @param leastRole the least role that may give it
 * @param options its names on the command line, without dashes; empty if it has none
 */
public record CommandInfo(
        String name,
        String doc,
        Schema.Struct arguments,
        Schema result,
        Set<Phase> allowedIn,
        Optional<Advance> advance,
        Role leastRole,
        List<String> options) {

    /**
     * A step that a command takes.
     *
     * @param to the phase it leads to
     * @param moment before or after the command itself
     */
    public record Advance(Phase to, AdvancesTo.Moment moment) {}
}
