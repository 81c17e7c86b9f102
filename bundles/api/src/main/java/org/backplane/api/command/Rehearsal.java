package org.backplane.api.command;

import java.util.List;
import org.backplane.api.phase.Phase;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A feed whose commands are checked and not run: against the schema, the phases that those before have led to, and the
 * names of what those before have made. For one thread, which is not the main loop.
 */
@ProviderType
public interface Rehearsal {

    /** Appends a command; those that it stands for take its place. */
    void add(Request request);

    /** Says that a command could not be made out: from here on, phases and names are not complained of. */
    void problem(CommandException error);

    /** The phase that the machine would be in. */
    Phase phase();

    /** The commands that would run, with all their arguments in typed form, secrets among them. */
    List<Request> commands();

    /** Every error, in order, each with its place in its message; empty when all is well. */
    List<CommandException> errors();
}
