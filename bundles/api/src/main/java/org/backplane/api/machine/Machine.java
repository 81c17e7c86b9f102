package org.backplane.api.machine;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** A machine that was built. Its board does most; this is what differs from type to type. */
@ConsumerType
public interface Machine {

    /**
     * Finds a place (address, interrupt) on the machine for a device that the user adds.
     *
     * @throws org.backplane.api.command.CommandException if it takes no such device
     */
    void place(BoardDevice device);

    /** Where firmware and kernels go. */
    BootLayout bootLayout();

    /**
     * Prepares the start, on every reset: puts the device tree and the reset code in place, sets the processors'
     * first instruction.
     */
    void boot(BootPlan plan);

    /** The names of the serial lines it can have, in order. */
    default List<String> serialLines() {
        return List.of();
    }
}
