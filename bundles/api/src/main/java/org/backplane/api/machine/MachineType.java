package org.backplane.api.machine;

import org.backplane.api.NamedBy;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A kind of machine; registered as a service with {@link MachineName}.
 *
 * @param <P> the properties of its own that a user can give, a record
 */
@ConsumerType
@NamedBy(value = "backplane.machine.name", noun = "machine type")
public interface MachineType<P extends Record> {

    /**
     * Looks at the settings before anything is built; on the way to {@code machine-created}.
     *
     * @throws org.backplane.api.command.CommandException if such a machine cannot be; it names the setting
     */
    void check(P properties, MachineSettings settings);

    /**
     * Builds the machine on a board: memory, processors, devices, wiring; on the way to
     * {@code machine-initialized}. A failure leaves the clearing up to the board.
     */
    Machine build(P properties, Board board);
}
