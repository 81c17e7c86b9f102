package org.backplane.cpu.riscv;

import static org.backplane.cpu.riscv.Fcsr.NX;
import static org.backplane.cpu.riscv.Fcsr.RNE;
import static org.backplane.cpu.riscv.FloatFormat.BINARY32;
import static org.backplane.cpu.riscv.FloatFormat.BINARY64;

/**
 * Single-precision arithmetic on raw bits, as the RISC-V unprivileged manual has it (chapter "F").
 * Fast where {@link Float64} is, for the same reasons; but a double holds the product of two singles,
 * so that exactness is easier to see.
 */
final class Float32 {
    /** What no operation results in: a NaN that is not the canonical one. */
    static final int UNSURE = 0x7fa0_0000;

    private static final long LOW_WORD = 0xffff_ffffL;
    private static final int SIGN = 1 << 31;

    private Float32() {}

    static int add(int a, int b, int rm, Fcsr fcsr) {
        int sum = rm == RNE ? addByHost(a, b, fcsr.flags) : UNSURE;
        return sum != UNSURE ? sum : (int) BINARY32.add(a & LOW_WORD, b & LOW_WORD, rm, fcsr);
    }

    static int addByHost(int a, int b, int accrued) {
        float x = Float.intBitsToFloat(a);
        float y = Float.intBitsToFloat(b);
        float sum = x + y;
        // A subnormal sum is exact, and host and guest agree about the sign of zero.
        boolean sure = isFinite(sum) && (isInexact(accrued) || isExactSum(x, y, sum));
        return sure ? Float.floatToRawIntBits(sum) : UNSURE;
    }

    static int sub(int a, int b, int rm, Fcsr fcsr) {
        int difference = rm == RNE ? subByHost(a, b, fcsr.flags) : UNSURE;
        return difference != UNSURE ? difference : (int) BINARY32.sub(a & LOW_WORD, b & LOW_WORD, rm, fcsr);
    }

    static int subByHost(int a, int b, int accrued) {
        float x = Float.intBitsToFloat(a);
        float y = Float.intBitsToFloat(b);
        float difference = x - y;
        boolean sure = isFinite(difference) && (isInexact(accrued) || isExactSum(x, -y, difference));
        return sure ? Float.floatToRawIntBits(difference) : UNSURE;
    }

    static int mul(int a, int b, int rm, Fcsr fcsr) {
        int product = rm == RNE ? mulByHost(a, b, fcsr.flags) : UNSURE;
        return product != UNSURE ? product : (int) BINARY32.mul(a & LOW_WORD, b & LOW_WORD, rm, fcsr);
    }

    static int mulByHost(int a, int b, int accrued) {
        float x = Float.intBitsToFloat(a);
        float y = Float.intBitsToFloat(b);
        float product = x * y;
        boolean sure = isFinite(product) && (product == (double) x * y || (isNormal(product) && isInexact(accrued)));
        return sure ? Float.floatToRawIntBits(product) : UNSURE;
    }

    static int div(int a, int b, int rm, Fcsr fcsr) {
        int quotient = rm == RNE ? divByHost(a, b, fcsr.flags) : UNSURE;
        return quotient != UNSURE ? quotient : (int) BINARY32.div(a & LOW_WORD, b & LOW_WORD, rm, fcsr);
    }

    static int divByHost(int a, int b, int accrued) {
        float x = Float.intBitsToFloat(a);
        float y = Float.intBitsToFloat(b);
        float quotient = x / y;
        boolean sure = isNormal(quotient) && (isInexact(accrued) || (double) quotient * y == x);
        return sure || isZeroOf(quotient, x) ? Float.floatToRawIntBits(quotient) : UNSURE;
    }

    static int sqrt(int a, int rm, Fcsr fcsr) {
        int root = rm == RNE ? sqrtByHost(a, fcsr.flags) : UNSURE;
        return root != UNSURE ? root : (int) BINARY32.sqrt(a & LOW_WORD, rm, fcsr);
    }

    static int sqrtByHost(int a, int accrued) {
        float x = Float.intBitsToFloat(a);
        // Rounding twice is harmless here: a root is never that close to a tie of the narrow format.
        float root = (float) Math.sqrt(x);
        boolean sure = isNormal(root) && (isInexact(accrued) || (double) root * root == x);
        return sure || isZeroOf(root, x) ? Float.floatToRawIntBits(root) : UNSURE;
    }

    /** {@code a * b + c}, rounded once; the other three of its kind negate operands. */
    static int fma(int a, int b, int c, int rm, Fcsr fcsr) {
        int result = rm == RNE ? fmaByHost(a, b, c, fcsr.flags) : UNSURE;
        return result != UNSURE ? result : (int) BINARY32.fma(a & LOW_WORD, b & LOW_WORD, c & LOW_WORD, rm, fcsr);
    }

    static int fmaByHost(int a, int b, int c, int accrued) {
        float x = Float.intBitsToFloat(a);
        float y = Float.intBitsToFloat(b);
        float z = Float.intBitsToFloat(c);
        float result = Math.fma(x, y, z);
        boolean sure = isFinite(result) && ((isNormal(result) && isInexact(accrued)) || isExactFma(x, y, z, result));
        return sure ? Float.floatToRawIntBits(result) : UNSURE;
    }

    /** The lesser operand; -0 is less than +0, a number less than NaN. */
    static int min(int a, int b, Fcsr fcsr) {
        int min = minByHost(a, b);
        return min != UNSURE ? min : (int) BINARY32.numberOf(a & LOW_WORD, b & LOW_WORD, fcsr);
    }

    static int minByHost(int a, int b) {
        float x = Float.intBitsToFloat(a);
        float y = Float.intBitsToFloat(b);
        if (x < y) {
            return a;
        }
        if (y < x) {
            return b;
        }
        return x == y ? a | b : UNSURE;
    }

    /** The greater operand; +0 is greater than -0, a number greater than NaN. */
    static int max(int a, int b, Fcsr fcsr) {
        int max = maxByHost(a, b);
        return max != UNSURE ? max : (int) BINARY32.numberOf(a & LOW_WORD, b & LOW_WORD, fcsr);
    }

    static int maxByHost(int a, int b) {
        float x = Float.intBitsToFloat(a);
        float y = Float.intBitsToFloat(b);
        if (x > y) {
            return a;
        }
        if (y > x) {
            return b;
        }
        return x == y ? a & b : UNSURE;
    }

    static long eq(int a, int b, Fcsr fcsr) {
        long equal = eqByHost(a, b);
        return equal != Float64.UNSURE ? equal : Float64.unordered(isSignalling(a) || isSignalling(b), fcsr);
    }

    static long eqByHost(int a, int b) {
        float x = Float.intBitsToFloat(a);
        float y = Float.intBitsToFloat(b);
        return isUnordered(x, y) ? Float64.UNSURE : x == y ? 1 : 0;
    }

    static long lt(int a, int b, Fcsr fcsr) {
        long less = ltByHost(a, b);
        return less != Float64.UNSURE ? less : Float64.unordered(true, fcsr);
    }

    static long ltByHost(int a, int b) {
        float x = Float.intBitsToFloat(a);
        float y = Float.intBitsToFloat(b);
        return isUnordered(x, y) ? Float64.UNSURE : x < y ? 1 : 0;
    }

    static long le(int a, int b, Fcsr fcsr) {
        long notGreater = leByHost(a, b);
        return notGreater != Float64.UNSURE ? notGreater : Float64.unordered(true, fcsr);
    }

    static long leByHost(int a, int b) {
        float x = Float.intBitsToFloat(a);
        float y = Float.intBitsToFloat(b);
        return isUnordered(x, y) ? Float64.UNSURE : x <= y ? 1 : 0;
    }

    /** {@code a} with the sign of {@code b}. */
    static int sgnj(int a, int b) {
        return (a & ~SIGN) | (b & SIGN);
    }

    /** {@code a} with the opposite sign of {@code b}. */
    static int sgnjn(int a, int b) {
        return (a & ~SIGN) | (~b & SIGN);
    }

    /** {@code a} with its sign turned by that of {@code b}. */
    static int sgnjx(int a, int b) {
        return a ^ (b & SIGN);
    }

    /** The mask of {@code fclass}. */
    static long classify(int a) {
        return BINARY32.classify(a & LOW_WORD);
    }

    static long toInt32(int a, int rm, Fcsr fcsr) {
        return FloatToInteger.toInt32(Float.intBitsToFloat(a), rm, fcsr);
    }

    static long toUint32(int a, int rm, Fcsr fcsr) {
        return FloatToInteger.toUint32(Float.intBitsToFloat(a), rm, fcsr);
    }

    static long toInt64(int a, int rm, Fcsr fcsr) {
        return FloatToInteger.toInt64(Float.intBitsToFloat(a), rm, fcsr);
    }

    static long toUint64(int a, int rm, Fcsr fcsr) {
        return FloatToInteger.toUint64(Float.intBitsToFloat(a), rm, fcsr);
    }

    static int fromInt32(int value, int rm, Fcsr fcsr) {
        return fromInt64(value, rm, fcsr);
    }

    static int fromUint32(int value, int rm, Fcsr fcsr) {
        return fromInt64(Integer.toUnsignedLong(value), rm, fcsr);
    }

    static int fromInt64(long value, int rm, Fcsr fcsr) {
        int converted = fromInt64ByHost(value, rm == RNE ? fcsr.flags : 0);
        return converted != UNSURE ? converted : (int) BINARY32.fromInt64(value, rm, fcsr);
    }

    /** Without {@link Fcsr#NX} accrued, and so for any rounding mode, only what is exact. */
    static int fromInt64ByHost(long value, int accrued) {
        float converted = value;
        boolean exact = (long) converted == value && value != Long.MAX_VALUE;
        return exact || isInexact(accrued) ? Float.floatToRawIntBits(converted) : UNSURE;
    }

    static int fromUint64(long value, int rm, Fcsr fcsr) {
        return value >= 0 ? fromInt64(value, rm, fcsr) : (int) BINARY32.fromUint64(value, rm, fcsr);
    }

    static int fromUint64ByHost(long value, int accrued) {
        return value >= 0 ? fromInt64ByHost(value, accrued) : UNSURE;
    }

    /** Exact, but for a NaN, which becomes the canonical one. */
    static long toFloat64(int a, Fcsr fcsr) {
        long wide = toFloat64ByHost(a);
        return wide != Float64.UNSURE ? wide : BINARY64.convert(a & LOW_WORD, BINARY32, RNE, fcsr);
    }

    static long toFloat64ByHost(int a) {
        float x = Float.intBitsToFloat(a);
        return isUnordered(x, x) ? Float64.UNSURE : Double.doubleToRawLongBits(x);
    }

    /** Whether a rounded result surely did not underflow or overflow. */
    static boolean isNormal(float x) {
        float magnitude = Math.abs(x);
        return magnitude > Float.MIN_NORMAL && magnitude <= Float.MAX_VALUE;
    }

    private static boolean isInexact(int accrued) {
        return (accrued & NX) != 0;
    }

    private static boolean isFinite(float x) {
        return Math.abs(x) <= Float.MAX_VALUE;
    }

    private static boolean isUnordered(float x, float y) {
        return Float.isNaN(x) || Float.isNaN(y);
    }

    private static boolean isSignalling(int a) {
        return BINARY32.isSignalling(a & LOW_WORD);
    }

    /** Knuth's TwoSum; where it overflows on the way, the error term is no zero. */
    private static boolean isExactSum(float x, float y, float sum) {
        float yPart = sum - x;
        float xPart = sum - yPart;
        return (x - xPart) + (y - yPart) == 0;
    }

    /** Whether a quotient or root is zero because what was divided is, and not by underflow. */
    private static boolean isZeroOf(float result, float x) {
        return result == 0 && x == 0;
    }

    /** Sufficient, not necessary: that the double nearest the sum equals it, and is a single. */
    private static boolean isExactFma(float x, float y, float z, float result) {
        double product = (double) x * y;
        double sum = product + z;
        double zPart = sum - product;
        double productPart = sum - zPart;
        return sum == result && (product - productPart) + (z - zPart) == 0;
    }
}
