package org.backplane.cpu.riscv;

import static org.backplane.cpu.riscv.Fcsr.NV;
import static org.backplane.cpu.riscv.Fcsr.NX;
import static org.backplane.cpu.riscv.Fcsr.RNE;
import static org.backplane.cpu.riscv.FloatFormat.BINARY32;
import static org.backplane.cpu.riscv.FloatFormat.BINARY64;

/**
 * Double-precision arithmetic on raw bits, as the RISC-V unprivileged manual has it (chapter "D").
 *
 * <p>Guest code runs here for every instruction, so each operation first asks the host: what is named {@code ByHost}. The
 * host rounds to nearest even and tells no exceptions; its result stands where that is the mode, the result is normal or
 * an exact zero, and inexact is either accrued already (which after a few operations it is, and stays) or refuted by an
 * error term that comes out as zero. All else is {@link #UNSURE} and goes to {@link FloatFormat}. Translated code asks the
 * host only, and leaves to the interpreter what that does not answer. Methods stay below the 325 bytes of bytecode up to
 * which HotSpot inlines. {@link Math#fma} is one instruction on any host of the last decade; on older ones it is right,
 * but slow.
 *
 * <p>An underflowing result can round up to the least normal number, so that only what is above it
 * is surely normal.
 */
final class Float64 {
    /** What no operation results in: a NaN that is not the canonical one, nor the box of a single that is. */
    static final long UNSURE = Float32.UNSURE | -1L << 32;

    /** Above this, an operation's error term is far from being subnormal itself. */
    private static final double EXACT_ERROR = 0x1p-900;

    static final long EXACT_ERROR_BITS = Double.doubleToRawLongBits(EXACT_ERROR);

    private static final long SIGN = 1L << 63;
    private static final long INFINITY = 0x7ffL << 52;
    private static final long LEAST_NORMAL = 1L << 52;

    private Float64() {}

    static long add(long a, long b, int rm, Fcsr fcsr) {
        long sum = rm == RNE ? addByHost(a, b, fcsr.flags) : UNSURE;
        return sum != UNSURE ? sum : BINARY64.add(a, b, rm, fcsr);
    }

    static long addByHost(long a, long b, int accrued) {
        long sum = sum(a, b);
        return (isInexact(accrued) && isSureSum(a, b, sum)) || isExactSum(a, b, sum) ? sum : UNSURE;
    }

    /** What the host takes for the sum; likewise for the others. */
    static long sum(long a, long b) {
        return Double.doubleToRawLongBits(Double.longBitsToDouble(a) + Double.longBitsToDouble(b));
    }

    /** Whether that is the guest's if {@link Fcsr#NX} is accrued; a subnormal sum is exact, and host and guest agree about the sign of zero. */
    static boolean isSureSum(long a, long b, long sum) {
        return (sum & ~SIGN) < INFINITY;
    }

    static long sub(long a, long b, int rm, Fcsr fcsr) {
        long difference = rm == RNE ? subByHost(a, b, fcsr.flags) : UNSURE;
        return difference != UNSURE ? difference : BINARY64.sub(a, b, rm, fcsr);
    }

    static long subByHost(long a, long b, int accrued) {
        long difference = difference(a, b);
        boolean sure = (isInexact(accrued) && isSureSum(a, b, difference)) || isExactSum(a, b ^ SIGN, difference);
        return sure ? difference : UNSURE;
    }

    static long difference(long a, long b) {
        return Double.doubleToRawLongBits(Double.longBitsToDouble(a) - Double.longBitsToDouble(b));
    }

    static long mul(long a, long b, int rm, Fcsr fcsr) {
        long product = rm == RNE ? mulByHost(a, b, fcsr.flags) : UNSURE;
        return product != UNSURE ? product : BINARY64.mul(a, b, rm, fcsr);
    }

    static long mulByHost(long a, long b, int accrued) {
        long product = product(a, b);
        boolean sure = (isInexact(accrued) && isSureProduct(a, b, product)) || isExactProduct(a, b, product);
        return sure ? product : UNSURE;
    }

    static long product(long a, long b) {
        return Double.doubleToRawLongBits(Double.longBitsToDouble(a) * Double.longBitsToDouble(b));
    }

    static boolean isSureProduct(long a, long b, long product) {
        long size = product & ~SIGN;
        return isNormal(size) || (size == 0 && ((a & ~SIGN) == 0 || (b & ~SIGN) == 0));
    }

    static long div(long a, long b, int rm, Fcsr fcsr) {
        long quotient = rm == RNE ? divByHost(a, b, fcsr.flags) : UNSURE;
        return quotient != UNSURE ? quotient : BINARY64.div(a, b, rm, fcsr);
    }

    static long divByHost(long a, long b, int accrued) {
        long quotient = quotient(a, b);
        boolean sure = (isInexact(accrued) && isSureQuotient(a, b, quotient)) || isExactQuotient(a, b, quotient);
        return sure ? quotient : UNSURE;
    }

    static long quotient(long a, long b) {
        return Double.doubleToRawLongBits(Double.longBitsToDouble(a) / Double.longBitsToDouble(b));
    }

    static boolean isSureQuotient(long a, long b, long quotient) {
        long size = quotient & ~SIGN;
        return isNormal(size) || (size == 0 && (a & ~SIGN) == 0);
    }

    static long sqrt(long a, int rm, Fcsr fcsr) {
        long root = rm == RNE ? sqrtByHost(a, fcsr.flags) : UNSURE;
        return root != UNSURE ? root : BINARY64.sqrt(a, rm, fcsr);
    }

    static long sqrtByHost(long a, int accrued) {
        long root = root(a);
        boolean sure = (isInexact(accrued) && isSureRoot(a, root)) || isExactQuotient(a, root, root);
        return sure ? root : UNSURE;
    }

    static long root(long a) {
        return Double.doubleToRawLongBits(Math.sqrt(Double.longBitsToDouble(a)));
    }

    static boolean isSureRoot(long a, long root) {
        return isSureQuotient(a, root, root);
    }

    /** {@code a * b + c}, rounded once; the other three of its kind negate operands. */
    static long fma(long a, long b, long c, int rm, Fcsr fcsr) {
        long result = rm == RNE ? fmaByHost(a, b, c, fcsr.flags) : UNSURE;
        return result != UNSURE ? result : BINARY64.fma(a, b, c, rm, fcsr);
    }

    static long fmaByHost(long a, long b, long c, int accrued) {
        long result = fused(Double.longBitsToDouble(a), Double.longBitsToDouble(b), Double.longBitsToDouble(c));
        boolean sure = (isInexact(accrued) && isSureFused(a, b, c, result)) || isExactFma(a, b, c, result);
        return sure ? result : UNSURE;
    }

    static long fused(double x, double y, double z) {
        return Double.doubleToRawLongBits(Math.fma(x, y, z));
    }

    /** A zero is exact where no part of the product can be too small to be seen. */
    static boolean isSureFused(long a, long b, long c, long result) {
        long size = result & ~SIGN;
        return isNormal(size)
                || (size == 0 && ((c & ~SIGN) > EXACT_ERROR_BITS || (a & ~SIGN) == 0 || (b & ~SIGN) == 0));
    }

    /** The lesser operand; -0 is less than +0, a number less than NaN. */
    static long min(long a, long b, Fcsr fcsr) {
        long min = minByHost(a, b);
        return min != UNSURE ? min : BINARY64.numberOf(a, b, fcsr);
    }

    static long minByHost(long a, long b) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        if (x < y) {
            return a;
        }
        if (y < x) {
            return b;
        }
        return x == y ? a | b : UNSURE;
    }

    /** The greater operand; +0 is greater than -0, a number greater than NaN. */
    static long max(long a, long b, Fcsr fcsr) {
        long max = maxByHost(a, b);
        return max != UNSURE ? max : BINARY64.numberOf(a, b, fcsr);
    }

    static long maxByHost(long a, long b) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        if (x > y) {
            return a;
        }
        if (y > x) {
            return b;
        }
        return x == y ? a & b : UNSURE;
    }

    static long eq(long a, long b, Fcsr fcsr) {
        long equal = eqByHost(a, b);
        return equal != UNSURE ? equal : unordered(BINARY64.isSignalling(a) || BINARY64.isSignalling(b), fcsr);
    }

    static long eqByHost(long a, long b) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        return isUnordered(x, y) ? UNSURE : x == y ? 1 : 0;
    }

    static long lt(long a, long b, Fcsr fcsr) {
        long less = ltByHost(a, b);
        return less != UNSURE ? less : unordered(true, fcsr);
    }

    static long ltByHost(long a, long b) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        return isUnordered(x, y) ? UNSURE : x < y ? 1 : 0;
    }

    static long le(long a, long b, Fcsr fcsr) {
        long notGreater = leByHost(a, b);
        return notGreater != UNSURE ? notGreater : unordered(true, fcsr);
    }

    static long leByHost(long a, long b) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        return isUnordered(x, y) ? UNSURE : x <= y ? 1 : 0;
    }

    /** The result of a comparison with a NaN. */
    static long unordered(boolean invalid, Fcsr fcsr) {
        if (invalid) {
            fcsr.flags |= NV;
        }
        return 0;
    }

    /** {@code a} with the sign of {@code b}. */
    static long sgnj(long a, long b) {
        return (a & ~SIGN) | (b & SIGN);
    }

    /** {@code a} with the opposite sign of {@code b}. */
    static long sgnjn(long a, long b) {
        return (a & ~SIGN) | (~b & SIGN);
    }

    /** {@code a} with its sign turned by that of {@code b}. */
    static long sgnjx(long a, long b) {
        return a ^ (b & SIGN);
    }

    /** The mask of {@code fclass}. */
    static long classify(long a) {
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
        long converted = fromInt64ByHost(value, rm == RNE ? fcsr.flags : 0);
        return converted != UNSURE ? converted : BINARY64.fromInt64(value, rm, fcsr);
    }

    /** Without {@link Fcsr#NX} accrued, and so for any rounding mode, only what is exact. */
    static long fromInt64ByHost(long value, int accrued) {
        double converted = value;
        boolean exact = (long) converted == value && value != Long.MAX_VALUE;
        return exact || isInexact(accrued) ? Double.doubleToRawLongBits(converted) : UNSURE;
    }

    static long fromUint64(long value, int rm, Fcsr fcsr) {
        return value >= 0 ? fromInt64(value, rm, fcsr) : BINARY64.fromUint64(value, rm, fcsr);
    }

    static long fromUint64ByHost(long value, int accrued) {
        return value >= 0 ? fromInt64ByHost(value, accrued) : UNSURE;
    }

    static int toFloat32(long a, int rm, Fcsr fcsr) {
        int narrow = toFloat32ByHost(a, rm == RNE ? fcsr.flags : 0);
        return narrow != Float32.UNSURE ? narrow : (int) BINARY32.convert(a, BINARY64, rm, fcsr);
    }

    /** Like {@link #fromInt64ByHost} in what it does without {@link Fcsr#NX}. */
    static int toFloat32ByHost(long a, int accrued) {
        double x = Double.longBitsToDouble(a);
        float narrow = (float) x;
        boolean exact = (double) narrow == x && Math.abs(narrow) <= Float.MAX_VALUE;
        boolean sure = exact || (Float32.isNormal(narrow) && isInexact(accrued));
        return sure ? Float.floatToRawIntBits(narrow) : Float32.UNSURE;
    }

    private static boolean isInexact(int accrued) {
        return (accrued & NX) != 0;
    }

    /** Whether what has these bits, without a sign, is surely normal. */
    private static boolean isNormal(long size) {
        return size > LEAST_NORMAL && size < INFINITY;
    }

    private static boolean isUnordered(double x, double y) {
        return Double.isNaN(x) || Double.isNaN(y);
    }

    /** Knuth's TwoSum; where it overflows on the way, the error term is no zero. */
    private static boolean isExactSum(long a, long b, long result) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        double sum = Double.longBitsToDouble(result);
        double yPart = sum - x;
        double xPart = sum - yPart;
        return (x - xPart) + (y - yPart) == 0;
    }

    private static boolean isExactProduct(long a, long b, long result) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        double product = Double.longBitsToDouble(result);
        boolean zero = product == 0 && (x == 0 || y == 0);
        return zero || (Math.abs(product) > EXACT_ERROR && Math.fma(x, y, -product) == 0);
    }

    private static boolean isExactQuotient(long a, long b, long result) {
        double x = Double.longBitsToDouble(a);
        double quotient = Double.longBitsToDouble(result);
        boolean exact = Math.abs(x) > EXACT_ERROR && Math.fma(-quotient, Double.longBitsToDouble(b), x) == 0;
        return (isNormal(result & ~SIGN) && exact) || isZeroOf(result, a);
    }

    /** Whether a quotient or root is zero because what was divided is, and not by underflow. */
    private static boolean isZeroOf(long result, long a) {
        return Double.longBitsToDouble(result) == 0 && Double.longBitsToDouble(a) == 0;
    }

    /** Sufficient, not necessary: that the product and then the sum are exact. */
    private static boolean isExactFma(long a, long b, long c, long result) {
        long product = product(a, b);
        return isExactProduct(a, b, product) && isExactSum(product, c, result);
    }
}
