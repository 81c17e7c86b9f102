package org.backplane.api.machine;

import java.util.Optional;
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

    /** What can be said of such machines before there is one. */
    default Traits traits() {
        return new Traits(1, Optional.empty(), Optional.empty());
    }

    /**
     * What can be said of a type of machine before there is one.
     *
     * @param maxCpus how many processors it takes at most
     * @param defaultCpu the type of processor that it has if the user does not say, if it has any then
     * @param ram how its memory is called among the regions of the address space
     */
    record Traits(int maxCpus, Optional<String> defaultCpu, Optional<String> ram) {}

    /**
     * Where such a machine would have firmware and kernels, so that they can be looked at before there is one; nothing if
     * that is not known, or there can be no such machine.
     */
    default Optional<BootLayout> bootLayout(MachineSettings settings) {
        return Optional.empty();
    }

    /**
     * Builds the machine on a board: memory, processors, devices, wiring; on the way to
     * {@code machine-initialized}. A failure leaves the clearing up to the board.
     */
    Machine build(P properties, Board board);
}
