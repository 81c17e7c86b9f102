package org.backplane.cpu.riscv;

import java.util.Random;

/** Contents of floating-point registers that are more likely to show something than random bits are. */
final class FloatValues {
    private static final double[] DOUBLES = {
        0.0,
        1.0,
        1.5,
        2.0,
        3.0,
        0.1,
        Double.MIN_VALUE,
        Double.MIN_NORMAL,
        Double.MAX_VALUE,
        Double.POSITIVE_INFINITY,
        Double.NaN,
        0x1p31,
        0x1p32,
        0x1p63,
        0x1p64,
        0x1p31 - 0.5,
        0x1p53 + 2,
        Float.MAX_VALUE,
        Float.MIN_NORMAL,
        0x1.fffffep-127,
        0x1p-149,
        0x1p-150,
        2147483647.5,
        -0.5,
        0.75
    };

    private static final float[] FLOATS = {
        0f,
        1f,
        1.5f,
        2f,
        3f,
        0.1f,
        Float.MIN_VALUE,
        Float.MIN_NORMAL,
        Float.MAX_VALUE,
        Float.POSITIVE_INFINITY,
        Float.NaN,
        0x1p31f,
        0x1p32f,
        0x1p63f,
        0x1p64f,
        0x1.fffffep30f,
        0.5f,
        0.75f
    };

    private static final long BOX = 0xffff_ffff_0000_0000L;
    private static final long SIGNALLING_DOUBLE = 0x7ff0_0000_0000_0001L;
    private static final int SIGNALLING_FLOAT = 0x7f80_0001;

    private FloatValues() {}

    static long any(Random random) {
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> sign(random) ^ Double.doubleToRawLongBits(DOUBLES[random.nextInt(DOUBLES.length)]);
            case 3, 4, 5 -> boxed(random);
            case 6 -> random.nextLong();
            case 7 -> BOX | random.nextInt();
            case 8 -> near(random);
            default ->
                random.nextBoolean()
                        ? SIGNALLING_DOUBLE | (random.nextLong() & 0x8000_ffff_ffff_ffffL)
                        : BOX | SIGNALLING_FLOAT;
        };
    }

    private static long boxed(Random random) {
        int bits = Float.floatToRawIntBits(FLOATS[random.nextInt(FLOATS.length)]);
        return BOX | (random.nextBoolean() ? bits : bits ^ Integer.MIN_VALUE);
    }

    private static long sign(Random random) {
        return random.nextBoolean() ? Long.MIN_VALUE : 0;
    }

    /** Close to a power of two, where rounding carries and exponents cancel. */
    private static long near(Random random) {
        long exponent = 1023L + random.nextInt(129) - 64;
        return sign(random) | ((exponent << 52) + random.nextInt(9) - 4);
    }
}
