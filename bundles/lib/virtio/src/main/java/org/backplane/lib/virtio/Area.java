package org.backplane.lib.virtio;

import org.backplane.api.device.Dma;
import org.backplane.api.memory.Ram;
import org.jspecify.annotations.Nullable;

/** A stretch of guest memory known to be RAM: part of a ring, or a table of descriptors. Offsets count from its start. */
record Area(Ram ram, long start, long length) {

    /** The area at a guest address; null if it is not all RAM. */
    static @Nullable Area of(Dma dma, long address, long length) {
        var region = dma.region(address, length);
        return region == null ? null : new Area(region.ram().orElseThrow(), address - region.base(), length);
    }

    int get16(int offset) {
        return (int) ram.read(start + offset, Short.BYTES);
    }

    int get32(int offset) {
        return (int) ram.read(start + offset, Integer.BYTES);
    }

    long get64(int offset) {
        return ram.read(start + offset, Long.BYTES);
    }

    void put16(int offset, int value) {
        ram.write(start + offset, Short.BYTES, value);
    }

    void put32(int offset, int value) {
        ram.write(start + offset, Integer.BYTES, value);
    }
}
