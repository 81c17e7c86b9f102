package org.backplane.api.memory;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** The map of guest physical addresses: which belongs to RAM, and which to a device. */
@ProviderType
public interface AddressSpace {

    /** What is mapped at an address, or null. For translation caches: the answer holds until {@link #generation}. */
    @Nullable
    Region region(long address);

    /** Grows whenever the map changes; whatever was learnt from {@link #region} before is void then. */
    int generation();

    /**
     * Reads as a processor does: from RAM at once, from a device under the machine lock.
     *
     * @param bytes 1, 2, 4 or 8; the address is a multiple of it
     * @return the value, zero-extended
     * @throws BusFault if nothing answers there
     */
    long read(long address, int bytes) throws BusFault;

    /** Writes as a processor does; see {@link #read}. */
    void write(long address, int bytes, long value) throws BusFault;

    /** Nothing answers at an address. Stackless: it is thrown on the guest's every mistake. */
    final class BusFault extends Exception {
        private static final long serialVersionUID = 1L;

        /** The only one there is. */
        public static final BusFault FAULT = new BusFault();

        private BusFault() {
            super(null, null, false, false);
        }
    }
}
