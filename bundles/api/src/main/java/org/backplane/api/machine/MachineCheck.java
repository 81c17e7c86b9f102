package org.backplane.api.machine;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Says what is wrong with a machine that nobody has made: a service that dry runs ask. It is for what {@link
 * org.backplane.api.phase.PhaseHandler}s would find out, as far as that needs no board.
 */
@ConsumerType
public interface MachineCheck {

    /**
     * Looks at the settings of a machine, which may have a type that is not there. Changes nothing, and may take its time:
     * it does not run on the main loop.
     *
     * @throws org.backplane.api.command.CommandException if such a machine cannot be; it names the setting. Further errors
     *     are those that it has suppressed
     */
    void check(MachineSettings settings);
}
