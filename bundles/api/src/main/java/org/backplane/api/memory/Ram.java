package org.backplane.api.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Guest memory, outside the Java heap.
 *
 * <p>There are two ways in. A processor that has checked the bounds itself works on {@link #address()} and owes
 * {@link #written} a word about every page that holds code. Everybody else, host and device alike, uses the checked
 * methods here, which do that by themselves.
 *
 * <p>A processor that keeps decoded instructions of a page says so by {@link #holdsCode}, and the page is watched: the
 * first write to it raises its {@link #codeVersion}, and what was decoded under an older version is void at the next
 * {@code fence.i}. After that write nobody watches the page, so that memory which once held code is as fast as any
 * other, until somebody says {@link #holdsCode} again.
 */
public final class Ram {
    /** The unit in which code is watched: 4 KiB. */
    public static final int PAGE_SHIFT = 12;

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle VERSION = MethodHandles.arrayElementVarHandle(int[].class);

    private final MemorySegment segment;
    /** Per page: a count that grows; odd while the page is watched for writes. */
    private final int[] codeVersions;

    private final AtomicInteger codeChanges = new AtomicInteger();

    /**
     * Memory in a segment that stays alive as long as the machine.
     *
     * @param segment native memory, a multiple of 4 KiB long
     */
    public Ram(MemorySegment segment) {
        if (!segment.isNative() || segment.byteSize() % (1 << PAGE_SHIFT) != 0) {
            throw new IllegalArgumentException("guest memory is native and a multiple of 4 KiB long");
        }
        this.segment = segment;
        codeVersions = new int[Math.toIntExact(segment.byteSize() >>> PAGE_SHIFT)];
    }

    /** The host address of its first byte. */
    public long address() {
        return segment.address();
    }

    /** Its length in bytes. */
    public long size() {
        return segment.byteSize();
    }

    /**
     * Reads little-endian.
     *
     * @param bytes 1, 2, 4 or 8
     * @return the value, zero-extended
     * @throws IndexOutOfBoundsException if it is not wholly inside
     */
    public long read(long offset, int bytes) {
        return switch (bytes) {
            case 1 -> Byte.toUnsignedLong(segment.get(ValueLayout.JAVA_BYTE, offset));
            case 2 -> Short.toUnsignedLong(segment.get(SHORT, offset));
            case 4 -> Integer.toUnsignedLong(segment.get(INT, offset));
            case 8 -> segment.get(LONG, offset);
            default -> throw new IllegalArgumentException("no access of " + bytes + " bytes");
        };
    }

    /** Writes little-endian; see {@link #read(long, int)}. */
    public void write(long offset, int bytes, long value) {
        switch (bytes) {
            case 1 -> segment.set(ValueLayout.JAVA_BYTE, offset, (byte) value);
            case 2 -> segment.set(SHORT, offset, (short) value);
            case 4 -> segment.set(INT, offset, (int) value);
            case 8 -> segment.set(LONG, offset, value);
            default -> throw new IllegalArgumentException("no access of " + bytes + " bytes");
        }
        written(offset, bytes);
    }

    /** Copies out. */
    public void read(long offset, byte[] target, int from, int length) {
        MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, offset, target, from, length);
    }

    /** Copies in. */
    public void write(long offset, byte[] source, int from, int length) {
        MemorySegment.copy(source, from, segment, ValueLayout.JAVA_BYTE, offset, length);
        written(offset, length);
    }

    /**
     * A view of a stretch, for I/O of the host. Whoever writes through it owes {@link #written} a word afterwards.
     *
     * @throws IndexOutOfBoundsException if it is not wholly inside
     */
    public ByteBuffer buffer(long offset, int length) {
        return segment.asSlice(offset, length).asByteBuffer();
    }

    /** Sets a stretch to zero. */
    public void clear(long offset, long length) {
        segment.asSlice(offset, length).fill((byte) 0);
        written(offset, length);
    }

    /**
     * Notes that decoded instructions of a page are kept from now on, before they are read; returns the version they
     * belong to.
     */
    public int holdsCode(long page) {
        int index = Math.toIntExact(page);
        int version = (int) VERSION.getVolatile(codeVersions, index);
        while ((version & 1) == 0) {
            int seen = (int) VERSION.compareAndExchange(codeVersions, index, version, version + 1);
            version = seen == version ? version + 1 : seen;
        }
        return version;
    }

    /** The version of a page's code; even while nobody has to hear of writes to it. */
    public int codeVersion(long page) {
        return (int) VERSION.getVolatile(codeVersions, Math.toIntExact(page));
    }

    /** How often the code of any page has got a new version by being written to: while this is the same, none has. */
    public int codeChanges() {
        return codeChanges.get();
    }

    /** Notes that a stretch was written: the code of its pages has a new version. */
    public void written(long offset, long length) {
        if (length == 0) {
            return;
        }
        Objects.checkFromIndexSize(offset, length, size());
        int last = (int) ((offset + length - 1) >>> PAGE_SHIFT);
        for (int page = (int) (offset >>> PAGE_SHIFT); page <= last; page++) {
            int version = (int) VERSION.getVolatile(codeVersions, page);
            if ((version & 1) != 0 && VERSION.compareAndSet(codeVersions, page, version, version + 1)) {
                codeChanges.getAndIncrement();
            }
        }
    }
}
