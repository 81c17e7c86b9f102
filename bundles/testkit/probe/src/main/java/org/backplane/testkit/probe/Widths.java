package org.backplane.testkit.probe;

import java.util.Set;
import org.backplane.api.command.CommandException;

/** What accesses there are. */
final class Widths {
    private static final Set<Integer> ALL = Set.of(1, 2, 4, 8);

    private Widths() {}

    /**
     * Checks an access.
     *
     * @throws CommandException if no processor makes such a one
     */
    static void check(long address, int bytes) {
        if (!ALL.contains(bytes)) {
            throw CommandException.badArgument("bytes", "Parameter 'bytes' expects 1, 2, 4 or 8");
        }
        if (address % bytes != 0) {
            throw CommandException.badArgument("address", "Parameter 'address' expects a multiple of " + bytes);
        }
    }
}
