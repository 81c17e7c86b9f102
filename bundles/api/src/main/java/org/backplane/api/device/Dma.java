package org.backplane.api.device;

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
}
