package org.backplane.cpu.riscv;

import static org.backplane.cpu.riscv.Fcsr.NV;
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
    private static final long LOW_WORD = 0xffff_ffffL;

    private Float32() {}

    static int add(int a, int b, int rm, Fcsr fcsr) {
        float x = Float.intBitsToFloat(a);
        float y = Float.intBitsToFloat(b);
        float sum = x + y;
        // A subnormal sum is exact, and host and guest agree about the sign of zero.
        if (rm == RNE && isFinite(sum) && (isInexactAccrued(fcsr) || isExactSum(x, y, sum))) {
            return Float.floatToRawIntBits(sum);
        }
        return (int) BINARY32.add(a & LOW_WORD, b & LOW_WORD, rm, fcsr);
    }

    static int sub(int a, int b, int rm, Fcsr fcsr) {
        float x = Float.intBitsToFloat(a);
        float y = Float.intBitsToFloat(b);
        float difference = x - y;
        if (rm == RNE && isFinite(difference) && (isInexactAccrued(fcsr) || isExactSum(x, -y, difference))) {
            return Float.floatToRawIntBits(difference);
        }
        return (int) BINARY32.sub(a & LOW_WORD, b & LOW_WORD, rm, fcsr);
    }

    static int mul(int a, int b, int rm, Fcsr fcsr) {
        float x = Float.intBitsToFloat(a);
        float y = Float.intBitsToFloat(b);
        float product = x * y;
        if (rm == RNE && isNormal(product) && (isInexactAccrued(fcsr) || product == (double) x * y)) {
            return Float.floatToRawIntBits(product);
        }
        return (int) BINARY32.mul(a & LOW_WORD, b & LOW_WORD, rm, fcsr);
    }

    static int div(int a, int b, int rm, Fcsr fcsr) {
        float x = Float.intBitsToFloat(a);
        float y = Float.intBitsToFloat(b);
        float quotient = x / y;
        if (rm == RNE && isNormal(quotient) && (isInexactAccrued(fcsr) || (double) quotient * y == x)) {
            return Float.floatToRawIntBits(quotient);
        }
        return (int) BINARY32.div(a & LOW_WORD, b & LOW_WORD, rm, fcsr);
    }

    static int sqrt(int a, int rm, Fcsr fcsr) {
        float x = Float.intBitsToFloat(a);
        // Rounding twice is harmless here: a root is never that close to a tie of the narrow format.
        float root = (float) Math.sqrt(x);
        if (rm == RNE && isNormal(root) && (isInexactAccrued(fcsr) || (double) root * root == x)) {
            return Float.floatToRawIntBits(root);
        }
        return (int) BINARY32.sqrt(a & LOW_WORD, rm, fcsr);
    }

    /** {@code a * b + c}, rounded once; the other three of its kind negate operands. */
    static int fma(int a, int b, int c, int rm, Fcsr fcsr) {
        float x = Float.intBitsToFloat(a);
        float y = Float.intBitsToFloat(b);
        float z = Float.intBitsToFloat(c);
        float result = Math.fma(x, y, z);
        if (rm == RNE && isNormal(result) && (isInexactAccrued(fcsr) || isExactFma(x, y, z, result))) {
            return Float.floatToRawIntBits(result);
        }
        return (int) BINARY32.fma(a & LOW_WORD, b & LOW_WORD, c & LOW_WORD, rm, fcsr);
    }

    /** The lesser operand; -0 is less than +0, a number less than NaN. */
    static int min(int a, int b, Fcsr fcsr) {
        float x = Float.intBitsToFloat(a);
        float y = Float.intBitsToFloat(b);
        if (x < y) {
            return a;
        }
        if (y < x) {
            return b;
        }
        return x == y ? a | b : (int) BINARY32.numberOf(a & LOW_WORD, b & LOW_WORD, fcsr);
    }

    /** The greater operand; +0 is greater than -0, a number greater than NaN. */
    static int max(int a, int b, Fcsr fcsr) {
        float x = Float.intBitsToFloat(a);
        float y = Float.intBitsToFloat(b);
        if (x > y) {
            return a;
        }
        if (y > x) {
            return b;
        }
        return x == y ? a & b : (int) BINARY32.numberOf(a & LOW_WORD, b & LOW_WORD, fcsr);
    }

    static boolean eq(int a, int b, Fcsr fcsr) {
        float x = Float.intBitsToFloat(a);
        float y = Float.intBitsToFloat(b);
        if (isUnordered(x, y) && (isSignalling(a) || isSignalling(b))) {
            fcsr.flags |= NV;
        }
        return x == y;
    }

    static boolean lt(int a, int b, Fcsr fcsr) {
        float x = Float.intBitsToFloat(a);
        float y = Float.intBitsToFloat(b);
        if (isUnordered(x, y)) {
            fcsr.flags |= NV;
        }
        return x < y;
    }

    static boolean le(int a, int b, Fcsr fcsr) {
        float x = Float.intBitsToFloat(a);
        float y = Float.intBitsToFloat(b);
        if (isUnordered(x, y)) {
            fcsr.flags |= NV;
        }
        return x <= y;
    }

    /** The mask of {@code fclass}. */
    static int classify(int a) {
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
        float converted = value;
        boolean exact = (long) converted == value && value != Long.MAX_VALUE;
        if (exact || (rm == RNE && isInexactAccrued(fcsr))) {
            return Float.floatToRawIntBits(converted);
        }
        return (int) BINARY32.fromInt64(value, rm, fcsr);
    }

    static int fromUint64(long value, int rm, Fcsr fcsr) {
        return value >= 0 ? fromInt64(value, rm, fcsr) : (int) BINARY32.fromUint64(value, rm, fcsr);
    }

    /** Exact, but for a NaN, which becomes the canonical one. */
    static long toFloat64(int a, Fcsr fcsr) {
        float x = Float.intBitsToFloat(a);
        return isUnordered(x, x) ? BINARY64.convert(a & LOW_WORD, BINARY32, RNE, fcsr) : Double.doubleToRawLongBits(x);
    }

    /** Whether a rounded result surely did not underflow or overflow. */
    static boolean isNormal(float x) {
        float magnitude = Math.abs(x);
        return magnitude > Float.MIN_NORMAL && magnitude <= Float.MAX_VALUE;
    }

    private static boolean isInexactAccrued(Fcsr fcsr) {
        return (fcsr.flags & NX) != 0;
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

    /** Sufficient, not necessary: that the double nearest the sum equals it, and is a single. */
    private static boolean isExactFma(float x, float y, float z, float result) {
        double product = (double) x * y;
        double sum = product + z;
        double zPart = sum - product;
        double productPart = sum - zPart;
        return sum == result && (product - productPart) + (z - zPart) == 0;
    }
}
