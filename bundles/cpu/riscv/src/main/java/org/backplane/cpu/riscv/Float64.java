package org.backplane.cpu.riscv;

import static org.backplane.cpu.riscv.Fcsr.NV;
import static org.backplane.cpu.riscv.Fcsr.NX;
import static org.backplane.cpu.riscv.Fcsr.RNE;
import static org.backplane.cpu.riscv.FloatFormat.BINARY32;
import static org.backplane.cpu.riscv.FloatFormat.BINARY64;

/**
 * Double-precision arithmetic on raw bits, as the RISC-V unprivileged manual has it (chapter "D").
 *
 * <p>Guest code runs here for every instruction, so each operation first asks the host. The host
 * rounds to nearest even and tells no exceptions; its result stands where that is the mode, the
 * result is normal, and inexact is either accrued already (which after a few operations it is, and
 * stays) or refuted by an error term that comes out as zero. All else goes to {@link FloatFormat}.
 * Methods stay below the 325 bytes of bytecode up to which HotSpot inlines. {@link Math#fma} is one
 * instruction on any host of the last decade; on older ones it is right, but slow.
 *
 * <p>An underflowing result can round up to the least normal number, so that only what is above it
 * is surely normal.
 */
final class Float64 {
    /** Above this, an operation's error term is far from being subnormal itself. */
    private static final double EXACT_ERROR = 0x1p-900;

    private Float64() {}

    static long add(long a, long b, int rm, Fcsr fcsr) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        double sum = x + y;
        // A subnormal sum is exact, and host and guest agree about the sign of zero.
        if (rm == RNE && isFinite(sum) && (isInexactAccrued(fcsr) || isExactSum(x, y, sum))) {
            return Double.doubleToRawLongBits(sum);
        }
        return BINARY64.add(a, b, rm, fcsr);
    }

    static long sub(long a, long b, int rm, Fcsr fcsr) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        double difference = x - y;
        if (rm == RNE && isFinite(difference) && (isInexactAccrued(fcsr) || isExactSum(x, -y, difference))) {
            return Double.doubleToRawLongBits(difference);
        }
        return BINARY64.sub(a, b, rm, fcsr);
    }

    static long mul(long a, long b, int rm, Fcsr fcsr) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        double product = x * y;
        if (rm == RNE && isNormal(product) && (isInexactAccrued(fcsr) || isExactProduct(x, y, product))) {
            return Double.doubleToRawLongBits(product);
        }
        return BINARY64.mul(a, b, rm, fcsr);
    }

    static long div(long a, long b, int rm, Fcsr fcsr) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        double quotient = x / y;
        if (rm == RNE && isNormal(quotient) && (isInexactAccrued(fcsr) || isExactQuotient(x, y, quotient))) {
            return Double.doubleToRawLongBits(quotient);
        }
        return BINARY64.div(a, b, rm, fcsr);
    }

    static long sqrt(long a, int rm, Fcsr fcsr) {
        double x = Double.longBitsToDouble(a);
        double root = Math.sqrt(x);
        if (rm == RNE && isNormal(root) && (isInexactAccrued(fcsr) || isExactQuotient(x, root, root))) {
            return Double.doubleToRawLongBits(root);
        }
        return BINARY64.sqrt(a, rm, fcsr);
    }

    /** {@code a * b + c}, rounded once; the other three of its kind negate operands. */
    static long fma(long a, long b, long c, int rm, Fcsr fcsr) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        double z = Double.longBitsToDouble(c);
        double result = Math.fma(x, y, z);
        if (rm == RNE && isNormal(result) && (isInexactAccrued(fcsr) || isExactFma(x, y, z, result))) {
            return Double.doubleToRawLongBits(result);
        }
        return BINARY64.fma(a, b, c, rm, fcsr);
    }

    /** The lesser operand; -0 is less than +0, a number less than NaN. */
    static long min(long a, long b, Fcsr fcsr) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        if (x < y) {
            return a;
        }
        if (y < x) {
            return b;
        }
        return x == y ? a | b : BINARY64.numberOf(a, b, fcsr);
    }

    /** The greater operand; +0 is greater than -0, a number greater than NaN. */
    static long max(long a, long b, Fcsr fcsr) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        if (x > y) {
            return a;
        }
        if (y > x) {
            return b;
        }
        return x == y ? a & b : BINARY64.numberOf(a, b, fcsr);
    }

    static boolean eq(long a, long b, Fcsr fcsr) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        if (isUnordered(x, y) && (BINARY64.isSignalling(a) || BINARY64.isSignalling(b))) {
            fcsr.flags |= NV;
        }
        return x == y;
    }

    static boolean lt(long a, long b, Fcsr fcsr) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        if (isUnordered(x, y)) {
            fcsr.flags |= NV;
        }
        return x < y;
    }

    static boolean le(long a, long b, Fcsr fcsr) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        if (isUnordered(x, y)) {
            fcsr.flags |= NV;
        }
        return x <= y;
    }

    /** The mask of {@code fclass}. */
    static int classify(long a) {
        return BINARY64.classify(a);
    }

    static long toInt32(long a, int rm, Fcsr fcsr) {
        return FloatToInteger.toInt32(Double.longBitsToDouble(a), rm, fcsr);
    }

    static long toUint32(long a, int rm, Fcsr fcsr) {
        return FloatToInteger.toUint32(Double.longBitsToDouble(a), rm, fcsr);
    }

    static long toInt64(long a, int rm, Fcsr fcsr) {
        return FloatToInteger.toInt64(Double.longBitsToDouble(a), rm, fcsr);
    }

    static long toUint64(long a, int rm, Fcsr fcsr) {
        return FloatToInteger.toUint64(Double.longBitsToDouble(a), rm, fcsr);
    }

    /** Exact, like every conversion of a word to a double. */
    static long fromInt32(int value) {
        return Double.doubleToRawLongBits(value);
    }

    static long fromUint32(int value) {
        return Double.doubleToRawLongBits((double) Integer.toUnsignedLong(value));
    }

    static long fromInt64(long value, int rm, Fcsr fcsr) {
        double converted = value;
        boolean exact = (long) converted == value && value != Long.MAX_VALUE;
        if (exact || (rm == RNE && isInexactAccrued(fcsr))) {
            return Double.doubleToRawLongBits(converted);
        }
        return BINARY64.fromInt64(value, rm, fcsr);
    }

    static long fromUint64(long value, int rm, Fcsr fcsr) {
        return value >= 0 ? fromInt64(value, rm, fcsr) : BINARY64.fromUint64(value, rm, fcsr);
    }

    static int toFloat32(long a, int rm, Fcsr fcsr) {
        double x = Double.longBitsToDouble(a);
        float narrow = (float) x;
        boolean exact = (double) narrow == x && Math.abs(narrow) <= Float.MAX_VALUE;
        if (exact || (rm == RNE && Float32.isNormal(narrow) && isInexactAccrued(fcsr))) {
            return Float.floatToRawIntBits(narrow);
        }
        return (int) BINARY32.convert(a, BINARY64, rm, fcsr);
    }

    private static boolean isInexactAccrued(Fcsr fcsr) {
        return (fcsr.flags & NX) != 0;
    }

    private static boolean isFinite(double x) {
        return Math.abs(x) <= Double.MAX_VALUE;
    }

    private static boolean isNormal(double x) {
        double magnitude = Math.abs(x);
        return magnitude > Double.MIN_NORMAL && magnitude <= Double.MAX_VALUE;
    }

    private static boolean isUnordered(double x, double y) {
        return Double.isNaN(x) || Double.isNaN(y);
    }

    /** Knuth's TwoSum; where it overflows on the way, the error term is no zero. */
    private static boolean isExactSum(double x, double y, double sum) {
        double yPart = sum - x;
        double xPart = sum - yPart;
        return (x - xPart) + (y - yPart) == 0;
    }

    private static boolean isExactProduct(double x, double y, double product) {
        return Math.abs(product) > EXACT_ERROR && Math.fma(x, y, -product) == 0;
    }

    private static boolean isExactQuotient(double x, double y, double quotient) {
        return Math.abs(x) > EXACT_ERROR && Math.fma(-quotient, y, x) == 0;
    }

    /** Sufficient, not necessary: that the product and then the sum are exact. */
    private static boolean isExactFma(double x, double y, double z, double result) {
        double product = x * y;
        return isExactProduct(x, y, product) && isExactSum(product, z, result);
    }
}
