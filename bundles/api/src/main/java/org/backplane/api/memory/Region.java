package org.backplane.api.memory;

import java.util.Optional;

/**
 * A stretch of guest physical addresses.
 *
 * @param base its first address
 * @param size its length in bytes
 * @param name whose it is, for inspection
 * @param ram the memory behind it; empty if a device answers
 * @param writable whether a processor may write to the memory; ROM is not writable
 */
public record Region(long base, long size, String name, Optional<Ram> ram, boolean writable) {

    /** Whether an address lies in it. */
    public boolean contains(long address) {
        return Long.compareUnsigned(address - base, size) < 0;
    }
}
