package org.backplane.api.device;

import org.backplane.api.memory.Region;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** A device's access to guest memory. It reaches RAM and nothing else; addresses come from the guest. */
@ProviderType
public interface Dma {

    /**
     * Copies from guest memory.
     *
     * @return false, and nothing is copied, if it is not all RAM
     */
    boolean read(long address, byte[] target, int from, int length);

    /**
     * Copies to guest memory.
     *
     * @return false, and nothing is copied, if it is not all writable RAM
     */
    boolean write(long address, byte[] source, int from, int length);

    /**
     * Where a stretch lies, for a device that reads and writes small numbers in place, as rings in memory need: an
     * aligned access of 2, 4 or 8 bytes to that {@link org.backplane.api.memory.Ram} is atomic. The answer holds as
     * long as the device is plugged in.
     *
     * @return the region in which it lies wholly, or null if it is not all writable RAM
     */
    @Nullable
    Region region(long address, long length);
}
