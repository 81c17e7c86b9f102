package org.backplane.api.machine;

import java.util.List;
import org.backplane.api.command.CommandException;
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

    /**
     * Gives such a device the place that the user chose.
     *
     * @param bus a name as {@link #busOf} tells it
     * @throws org.backplane.api.command.CommandException if there is no such bus, or it takes no such device
     */
    default void place(BoardDevice device, String bus) {
        throw CommandException.badArgument("bus", "Bus '%s' not found".formatted(bus));
    }

    /** The bus on which a device sits, as messages call it. */
    default String busOf(BoardDevice device) {
        return "main-system-bus";
    }

    /**
     * The bus on which the next device of a type would sit.
     *
     * @throws org.backplane.api.command.CommandException if it takes no more of them
     */
    default String nextBus(String type) {
        return "main-system-bus";
    }

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
