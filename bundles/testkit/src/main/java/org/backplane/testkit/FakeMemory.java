package org.backplane.testkit;

import java.lang.foreign.Arena;
import java.util.Optional;
import org.backplane.api.device.Dma;
import org.backplane.api.memory.Ram;
import org.backplane.api.memory.Region;
import org.jspecify.annotations.Nullable;

/** Guest memory: one stretch of RAM, and nothing around it. */
public final class FakeMemory implements Dma {
    private final long base;
    private final Ram ram;
    private final Region region;

    /**
     * RAM that reads as zero.
     *
     * @param base its first guest physical address
     * @param size its length, a multiple of 4 KiB
     */
    public FakeMemory(long base, long size) {
        this.base = base;
        ram = ram(size);
        region = new Region(base, size, "ram", Optional.of(ram), true);
    }

    /** Memory outside the Java heap as a machine's is, given back when nobody uses it any more. */
    public static Ram ram(long size) {
        return new Ram(Arena.ofAuto().allocate(size, 1L << Ram.PAGE_SHIFT));
    }

    /** The guest physical address of its first byte. */
    public long base() {
        return base;
    }

    /** The RAM itself; offsets count from {@link #base}. */
    public Ram ram() {
        return ram;
    }

    /** What the guest would read, little-endian and zero-extended. */
    public long read(long address, int bytes) {
        return ram.read(address - base, bytes);
    }

    /** Writes as the guest would, little-endian. */
    public void write(long address, int bytes, long value) {
        ram.write(address - base, bytes, value);
    }

    /** What the guest would read, byte by byte. */
    public byte[] bytes(long address, int length) {
        var bytes = new byte[length];
        ram.read(address - base, bytes, 0, length);
        return bytes;
    }

    @Override
    public boolean read(long address, byte[] target, int from, int length) {
        if (!contains(address, length)) {
            return false;
        }
        ram.read(address - base, target, from, length);
        return true;
    }

    @Override
    public boolean write(long address, byte[] source, int from, int length) {
        if (!contains(address, length)) {
            return false;
        }
        ram.write(address - base, source, from, length);
        return true;
    }

    @Override
    public @Nullable Region region(long address, long length) {
        return contains(address, length) ? region : null;
    }

    private boolean contains(long address, long length) {
        long offset = address - base;
        return length >= 0 && offset >= 0 && offset <= ram.size() - length;
    }
}
