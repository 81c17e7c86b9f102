package org.backplane.api.device;

import org.osgi.annotation.versioning.ConsumerType;

/** A window of guest addresses answered by code. Most devices build one with {@link Registers}. */
@ConsumerType
public interface Mmio {

    /** Its length in bytes. */
    long size();

    /**
     * @param offset 0 to size - bytes, a multiple of {@code bytes}
     * @param bytes 1, 2, 4 or 8
     * @return the value, zero-extended
     */
    long read(long offset, int bytes);

    void write(long offset, int bytes, long value);
}
