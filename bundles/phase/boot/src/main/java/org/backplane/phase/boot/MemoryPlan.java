package org.backplane.phase.boot;

import java.util.ArrayList;
import java.util.List;
import org.backplane.api.DataSize;
import org.backplane.api.machine.BootLayout;
import org.backplane.api.machine.BootPlan.Extent;

/** Which memory is taken by what was loaded so far. */
final class MemoryPlan {
    private final Extent all;
    private final List<Extent> taken = new ArrayList<>();

    MemoryPlan(BootLayout layout) {
        all = new Extent(layout.ramBase(), layout.ramBase() + layout.ramSize());
    }

    /** All that is taken, in the order of its coming. */
    List<Extent> taken() {
        return List.copyOf(taken);
    }

    /** The first address behind all that is taken. */
    long end() {
        return taken.stream().mapToLong(Extent::end).max().orElse(all.start());
    }

    /** Whether there is memory of that length at an address, free or not. */
    boolean has(long address, long size) {
        return address >= all.start() && address <= all.end() && size <= all.end() - address;
    }

    /**
     * Takes memory for a file.
     *
     * @throws org.backplane.api.command.CommandException if there is none, or it is taken
     */
    void take(BootFile file, long address, long size) {
        if (!has(address, size)) {
            throw file.wrong("it does not fit: it needs %d bytes at 0x%x, and %s of memory begin at 0x%x"
                    .formatted(size, address, new DataSize(all.end() - all.start()), all.start()));
        }
        var wanted = new Extent(address, address + size);
        for (var other : taken) {
            if (other.overlaps(wanted)) {
                throw file.wrong("it does not fit: it needs 0x%x to 0x%x, and 0x%x to 0x%x are taken"
                        .formatted(wanted.start(), wanted.end(), other.start(), other.end()));
            }
        }
        taken.add(wanted);
    }
}
