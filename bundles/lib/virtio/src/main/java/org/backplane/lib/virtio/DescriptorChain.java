package org.backplane.lib.virtio;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.backplane.api.backend.BlockBackend.Extent;
import org.backplane.api.device.Dma;

/**
 * A buffer that the driver has made available: first what the device may read, then what it may write. Each part counts
 * as one stretch of bytes, however the driver has cut it up. All of it lies in RAM.
 *
 * <p>A queue has one such object, which holds until the next {@link Virtqueue#take}; whoever keeps a buffer for longer
 * notes its {@link #head} and the extents of interest.
 */
public final class DescriptorChain {
    /** How many descriptors a chain may have, as in QEMU; more is taken for a loop. */
    static final int LIMIT = 1024;

    /** An extent is no longer than this; longer descriptors become several. */
    private static final int LONGEST_EXTENT = 1 << 30;

    private final Dma dma;
    private int head;
    private long[] addresses = new long[8];
    private long[] lengths = new long[8];
    private int count;
    private int readableCount;
    private long readable;
    private long writable;

    DescriptorChain(Dma dma) {
        this.dma = dma;
    }

    // ---- the queue's side

    void begin(int newHead) {
        head = newHead;
        count = 0;
        readableCount = 0;
        readable = 0;
        writable = 0;
    }

    /** Whether another descriptor, by the rule of section 2.7.4.2, may not be readable. */
    boolean hasWritable() {
        return count > readableCount;
    }

    void add(long address, long length, boolean mayWrite) {
        if (count == addresses.length) {
            addresses = Arrays.copyOf(addresses, 2 * count);
            lengths = Arrays.copyOf(lengths, 2 * count);
        }
        addresses[count] = address;
        lengths[count] = length;
        count++;
        if (mayWrite) {
            writable += length;
        } else {
            readableCount++;
            readable += length;
        }
    }

    /** How many descriptors it has. */
    int count() {
        return count;
    }

    // ---- the device's side

    /** What names it in {@link Virtqueue#use}. */
    public int head() {
        return head;
    }

    /** The length of the part that the device may read. */
    public long readable() {
        return readable;
    }

    /** The length of the part that the device may write. */
    public long writable() {
        return writable;
    }

    /**
     * Copies from the readable part.
     *
     * @return false if it ends before
     */
    public boolean read(long from, byte[] target, int at, int length) {
        return copy(0, readableCount, from, target, at, length, dma::read);
    }

    /**
     * Copies to the writable part.
     *
     * @return false if it ends before
     */
    public boolean write(long from, byte[] source, int at, int length) {
        return copy(readableCount, count, from, source, at, length, dma::write);
    }

    /** Where a stretch of the readable part lies in guest memory. */
    public List<Extent> readableExtents(long from, long length) {
        return extents(0, readableCount, from, length);
    }

    /** Where a stretch of the writable part lies in guest memory. */
    public List<Extent> writableExtents(long from, long length) {
        return extents(readableCount, count, from, length);
    }

    /** The guest address of a byte of the writable part. */
    public long writableAddress(long at) {
        return writableExtents(at, 1).getFirst().address();
    }

    @FunctionalInterface
    private interface Copy {
        boolean copy(long address, byte[] bytes, int at, int length);
    }

    private boolean copy(int first, int end, long from, byte[] bytes, int at, int length, Copy copy) {
        long skip = from;
        int done = 0;
        for (int i = first; i < end && done < length; i++) {
            if (skip < lengths[i]) {
                int part = (int) Math.min(length - done, lengths[i] - skip);
                if (!copy.copy(addresses[i] + skip, bytes, at + done, part)) {
                    return false;
                }
                done += part;
                skip = 0;
            } else {
                skip -= lengths[i];
            }
        }
        return done == length;
    }

    private List<Extent> extents(int first, int end, long from, long length) {
        var extents = new ArrayList<Extent>(end - first);
        long skip = from;
        long left = length;
        for (int i = first; i < end && left > 0; i++) {
            long part = Math.min(lengths[i] - Math.min(skip, lengths[i]), left);
            append(extents, addresses[i] + skip, part);
            left -= part;
            skip -= Math.min(skip, lengths[i]);
        }
        if (left > 0) {
            throw new IndexOutOfBoundsException(
                    "%d bytes from %d of a buffer that ends before".formatted(length, from));
        }
        return extents;
    }

    private static void append(List<Extent> extents, long address, long length) {
        long left = length;
        while (left > 0) {
            int part = (int) Math.min(left, LONGEST_EXTENT);
            extents.add(new Extent(address + length - left, part));
            left -= part;
        }
    }
}
