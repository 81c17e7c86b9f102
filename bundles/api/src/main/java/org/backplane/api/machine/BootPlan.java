package org.backplane.api.machine;

import java.util.List;
import java.util.Optional;
import org.backplane.api.firmware.Firmware;

/**
 * What was loaded, and where the machine starts.
 *
 * @param firmware the built-in firmware that starts the kernel, if any
 * @param entry the first instruction: of a firmware image, else of the kernel
 * @param kernel the kernel's first instruction, if there is a kernel
 * @param initrd the initial RAM disk, if any
 * @param cmdline the kernel's command line
 * @param deviceTree the device tree to use in place of the machine's own, flattened and known to be sound
 * @param loaded all that is in use: firmware, kernel, initial RAM disk; the device tree goes elsewhere
 */
public record BootPlan(
        Optional<Firmware> firmware,
        long entry,
        Optional<Long> kernel,
        Optional<Extent> initrd,
        String cmdline,
        Optional<byte[]> deviceTree,
        List<Extent> loaded) {

    public BootPlan {
        loaded = List.copyOf(loaded);
    }

    /**
     * A stretch of guest addresses.
     *
     * @param start the first
     * @param end the one behind the last
     */
    public record Extent(long start, long end) {

        /** Whether they have an address in common. */
        public boolean overlaps(Extent other) {
            return start < other.end && other.start < end;
        }
    }
}
