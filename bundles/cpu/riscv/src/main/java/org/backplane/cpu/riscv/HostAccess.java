package org.backplane.cpu.riscv;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import sun.misc.Unsafe;

/**
 * Host memory by address, and arrays by offset: the one place that touches them without a check, so whoever calls has
 * made sure of where. Little-endian like the guest; accesses of plain methods need not be aligned.
 *
 * <p>By an {@code Unsafe}, because an access through a memory segment is a dozen methods to HotSpot, and it does not put
 * so many of them into one loop.
 */
@SuppressWarnings("removal") // announced for all that reaches memory, without a version
final class HostAccess {
    /** How far to shift an index into an array of {@code long} to have its offset. */
    static final int LONG_SHIFT = 3;

    private static final Unsafe UNSAFE = unsafe();
    private static final long ARRAY = Unsafe.ARRAY_LONG_BASE_OFFSET;

    private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    private static final VarHandle ATOMIC_INT =
            ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();
    private static final VarHandle ATOMIC_LONG =
            ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();

    private HostAccess() {}

    private static Unsafe unsafe() {
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            throw new UnsupportedOperationException("a big-endian host");
        }
        try {
            var field = Unsafe.class.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            return (Unsafe) field.get(null);
        } catch (ReflectiveOperationException e) {
            throw new UnsupportedOperationException("the JDK's Unsafe is not what it was", e);
        }
    }

    static byte getByte(long address) {
        return UNSAFE.getByte(address);
    }

    static short getShort(long address) {
        return UNSAFE.getShort(address);
    }

    static int getInt(long address) {
        return UNSAFE.getInt(address);
    }

    static long getLong(long address) {
        return UNSAFE.getLong(address);
    }

    static void putByte(long address, byte value) {
        UNSAFE.putByte(address, value);
    }

    static void putShort(long address, short value) {
        UNSAFE.putShort(address, value);
    }

    static void putInt(long address, int value) {
        UNSAFE.putInt(address, value);
    }

    static void putLong(long address, long value) {
        UNSAFE.putLong(address, value);
    }

    /** An element, by its offset in bytes from the first. */
    static long getLong(long[] array, long offset) {
        return UNSAFE.getLong(array, ARRAY + offset);
    }

    static void putLong(long[] array, long offset, long value) {
        UNSAFE.putLong(array, ARRAY + offset, value);
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
