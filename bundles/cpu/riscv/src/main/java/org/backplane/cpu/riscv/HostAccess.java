package org.backplane.cpu.riscv;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Host memory by address, the one place that touches it without a bounds check: whoever calls has made sure of the
 * address. Little-endian like the guest; accesses of plain methods need not be aligned.
 */
final class HostAccess {
    private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle ATOMIC_INT =
            ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();
    private static final VarHandle ATOMIC_LONG =
            ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();

    private HostAccess() {}

    static byte getByte(long address) {
        return ALL.get(ValueLayout.JAVA_BYTE, address);
    }

    static short getShort(long address) {
        return ALL.get(SHORT, address);
    }

    static int getInt(long address) {
        return ALL.get(INT, address);
    }

    static long getLong(long address) {
        return ALL.get(LONG, address);
    }

    static void putByte(long address, byte value) {
        ALL.set(ValueLayout.JAVA_BYTE, address, value);
    }

    static void putShort(long address, short value) {
        ALL.set(SHORT, address, value);
    }

    static void putInt(long address, int value) {
        ALL.set(INT, address, value);
    }

    static void putLong(long address, long value) {
        ALL.set(LONG, address, value);
    }

    /** Reads 1, 2, 4 or 8 bytes, zero-extended. */
    static long get(long address, int bytes) {
        return switch (bytes) {
            case 1 -> Byte.toUnsignedLong(getByte(address));
            case 2 -> Short.toUnsignedLong(getShort(address));
            case 4 -> Integer.toUnsignedLong(getInt(address));
            default -> getLong(address);
        };
    }

    /** Writes 1, 2, 4 or 8 bytes. */
    static void put(long address, int bytes, long value) {
        switch (bytes) {
            case 1 -> putByte(address, (byte) value);
            case 2 -> putShort(address, (short) value);
            case 4 -> putInt(address, (int) value);
            default -> putLong(address, value);
        }
    }

    /** An aligned word, atomically and in the order of all such accesses. */
    static int getIntVolatile(long address) {
        return (int) ATOMIC_INT.getVolatile(ALL, address);
    }

    /** An aligned doubleword, atomically and in the order of all such accesses. */
    static long getLongVolatile(long address) {
        return (long) ATOMIC_LONG.getVolatile(ALL, address);
    }

    static boolean compareAndSet(long address, int expected, int value) {
        return ATOMIC_INT.compareAndSet(ALL, address, expected, value);
    }

    static boolean compareAndSet(long address, long expected, long value) {
        return ATOMIC_LONG.compareAndSet(ALL, address, expected, value);
    }

    static void fill(long address, long length, byte value) {
        ALL.asSlice(address, length).fill(value);
    }
}
