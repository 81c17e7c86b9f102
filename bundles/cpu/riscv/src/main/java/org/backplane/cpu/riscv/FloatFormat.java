package org.backplane.cpu.riscv;

import static org.backplane.cpu.riscv.Fcsr.DZ;
import static org.backplane.cpu.riscv.Fcsr.NV;
import static org.backplane.cpu.riscv.Fcsr.NX;
import static org.backplane.cpu.riscv.Fcsr.OF;
import static org.backplane.cpu.riscv.Fcsr.RDN;
import static org.backplane.cpu.riscv.Fcsr.RMM;
import static org.backplane.cpu.riscv.Fcsr.RNE;
import static org.backplane.cpu.riscv.Fcsr.RTZ;
import static org.backplane.cpu.riscv.Fcsr.RUP;
import static org.backplane.cpu.riscv.Fcsr.UF;

/**
 * A binary interchange format of IEEE 754-2008 and what its operations mean, in every rounding mode
 * and with every exception, as the RISC-V unprivileged manual refines it (chapter "F"): results that
 * are NaN are the canonical NaN, tininess is detected after rounding. Raw bits are held in the low
 * end of a long; those above the format's width are zero.
 *
 * <p>This is the definition, built for reading. {@link Float32} and {@link Float64} stand before it
 * with the host's arithmetic and come here when that would not do.
 */
final class FloatFormat {
    static final FloatFormat BINARY32 = new FloatFormat(32, 24);
    static final FloatFormat BINARY64 = new FloatFormat(64, 53);

    /** Bits of a significand, the hidden one included. */
    private final int precision;

    private final int fractionBits;
    private final int minExponent;
    private final int maxExponent;
    private final long hiddenBit;
    private final long quietBit;
    private final long signBit;
    private final long infinity;
    private final long canonicalNaN;

    private FloatFormat(int width, int precision) {
        this.precision = precision;
        fractionBits = precision - 1;
        maxExponent = (1 << (width - precision - 1)) - 1;
        minExponent = 1 - maxExponent;
        hiddenBit = 1L << fractionBits;
        quietBit = hiddenBit >>> 1;
        signBit = 1L << (width - 1);
        infinity = signBit - hiddenBit;
        canonicalNaN = infinity | quietBit;
    }

    long add(long a, long b, int rm, Fcsr fcsr) {
        if (isNaN(a) || isNaN(b)) {
            return nanOf(a, b, fcsr);
        }
        if (isInfinite(a)) {
            return isInfinite(b) && a != b ? invalid(fcsr) : a;
        }
        if (isInfinite(b)) {
            return b;
        }
        return round(unpack(a).plus(unpack(b), rm), rm, fcsr);
    }

    long sub(long a, long b, int rm, Fcsr fcsr) {
        return add(a, b ^ signBit, rm, fcsr);
    }

    long mul(long a, long b, int rm, Fcsr fcsr) {
        if (isNaN(a) || isNaN(b)) {
            return nanOf(a, b, fcsr);
        }
        if (isInfinite(a) || isInfinite(b)) {
            return isZero(a) || isZero(b) ? invalid(fcsr) : signOf(a ^ b) | infinity;
        }
        return round(unpack(a).times(unpack(b)), rm, fcsr);
    }

    long div(long a, long b, int rm, Fcsr fcsr) {
        if (isNaN(a) || isNaN(b)) {
            return nanOf(a, b, fcsr);
        }
        if (isInfinite(a)) {
            return isInfinite(b) ? invalid(fcsr) : signOf(a ^ b) | infinity;
        }
        if (isZero(b)) {
            return isZero(a) ? invalid(fcsr) : dividedByZero(a ^ b, fcsr);
        }
        if (isZero(a) || isInfinite(b)) {
            return signOf(a ^ b);
        }
        return round(unpack(a).dividedBy(unpack(b)), rm, fcsr);
    }

    long sqrt(long a, int rm, Fcsr fcsr) {
        if (isNaN(a)) {
            return nanOf(a, a, fcsr);
        }
        if (isZero(a)) {
            return a;
        }
        if (isNegative(a)) {
            return invalid(fcsr);
        }
        if (isInfinite(a)) {
            return a;
        }
        return round(unpack(a).squareRoot(), rm, fcsr);
    }

    /** {@code a * b + c}, rounded once. */
    long fma(long a, long b, long c, int rm, Fcsr fcsr) {
        if ((isInfinite(a) && isZero(b)) || (isZero(a) && isInfinite(b))) {
            // The manual wants this reported even when the addend is a quiet NaN.
            return invalid(fcsr);
        }
        if (isNaN(a) || isNaN(b) || isNaN(c)) {
            nanOf(a, b, fcsr);
            return nanOf(c, c, fcsr);
        }
        if (isInfinite(a) || isInfinite(b)) {
            long product = signOf(a ^ b) | infinity;
            return isInfinite(c) && c != product ? invalid(fcsr) : product;
        }
        if (isInfinite(c)) {
            return c;
        }
        return round(unpack(a).times(unpack(b)).plus(unpack(c), rm), rm, fcsr);
    }

    /** {@code minimumNumber} for two operands of which one is NaN at least. */
    long numberOf(long a, long b, Fcsr fcsr) {
        long nan = nanOf(a, b, fcsr);
        if (isNaN(a)) {
            return isNaN(b) ? nan : b;
        }
        return a;
    }

    /** Rounds to this format a number of another one. */
    long convert(long bits, FloatFormat from, int rm, Fcsr fcsr) {
        if (from.isNaN(bits)) {
            from.nanOf(bits, bits, fcsr);
            return canonicalNaN;
        }
        if (from.isInfinite(bits)) {
            return (from.isNegative(bits) ? signBit : 0) | infinity;
        }
        return round(from.unpack(bits), rm, fcsr);
    }

    long fromInt64(long value, int rm, Fcsr fcsr) {
        return round(FloatExact.ofInteger(value < 0, Math.abs(value)), rm, fcsr);
    }

    long fromUint64(long value, int rm, Fcsr fcsr) {
        return round(FloatExact.ofInteger(false, value), rm, fcsr);
    }

    /** The mask of {@code fclass}: one bit, which tells the operand's kind. */
    int classify(long bits) {
        if (isNaN(bits)) {
            return isSignalling(bits) ? 1 << 8 : 1 << 9;
        }
        int magnitude = magnitudeClass(bits & ~signBit);
        return isNegative(bits) ? 1 << (3 - magnitude) : 1 << (4 + magnitude);
    }

    /** Zero, subnormal, normal, infinite: 0 to 3. */
    private int magnitudeClass(long magnitude) {
        if (magnitude < hiddenBit) {
            return magnitude == 0 ? 0 : 1;
        }
        return magnitude < infinity ? 2 : 3;
    }

    boolean isNaN(long bits) {
        return (bits & ~signBit) > infinity;
    }

    boolean isSignalling(long bits) {
        return isNaN(bits) && (bits & quietBit) == 0;
    }

    private boolean isInfinite(long bits) {
        return (bits & ~signBit) == infinity;
    }

    private boolean isZero(long bits) {
        return (bits & ~signBit) == 0;
    }

    private boolean isNegative(long bits) {
        return (bits & signBit) != 0;
    }

    private long signOf(long bits) {
        return bits & signBit;
    }

    private long nanOf(long a, long b, Fcsr fcsr) {
        return isSignalling(a) || isSignalling(b) ? invalid(fcsr) : canonicalNaN;
    }

    private long invalid(Fcsr fcsr) {
        fcsr.flags |= NV;
        return canonicalNaN;
    }

    private long dividedByZero(long sign, Fcsr fcsr) {
        fcsr.flags |= DZ;
        return signOf(sign) | infinity;
    }

    private FloatExact unpack(long bits) {
        boolean negative = isNegative(bits);
        long fraction = bits & (hiddenBit - 1);
        int exponentField = (int) ((bits & ~signBit) >>> fractionBits);
        if (exponentField == 0 && fraction == 0) {
            return FloatExact.zero(negative);
        }
        long significand = exponentField == 0 ? fraction : fraction | hiddenBit;
        int zeros = Long.numberOfLeadingZeros(significand);
        int shift = zeros - (Long.SIZE - precision);
        int exponent = Math.max(exponentField, 1) + minExponent - 1 - shift;
        return FloatExact.ofSignificand(negative, exponent, significand << zeros);
    }

    /** The one place where a number is rounded, and where overflow, underflow and inexact come from. */
    private long round(FloatExact exact, int rm, Fcsr fcsr) {
        long sign = exact.negative() ? signBit : 0;
        if (exact.isZero()) {
            return sign;
        }
        int exponent = exact.leadingExponent();
        if (exponent > maxExponent) {
            return overflow(sign, rm, fcsr);
        }
        long bits = exact.leadingBits();
        int dropped = Long.SIZE - precision + Math.max(minExponent - exponent, 0);
        long significand = shiftRounding(bits, dropped, exact.negative(), rm);
        // A hidden bit counts as one in the exponent field, so that a carry moves on by itself.
        long packed = ((long) Math.max(exponent - minExponent, 0) << fractionBits) + significand;
        if (packed == infinity) {
            return overflow(sign, rm, fcsr);
        }
        if (isInexact(bits, dropped)) {
            fcsr.flags |= isTiny(exact, rm) ? UF | NX : NX;
        }
        return sign | packed;
    }

    private long overflow(long sign, int rm, Fcsr fcsr) {
        fcsr.flags |= OF | NX;
        boolean awayFromZero = switch (rm) {
            case RTZ -> false;
            case RDN -> sign != 0;
            case RUP -> sign == 0;
            default -> true;
        };
        return sign | (awayFromZero ? infinity : infinity - 1);
    }

    /** Whether the number, rounded as if the exponent had no bound, is below the least normal one. */
    private boolean isTiny(FloatExact exact, int rm) {
        int exponent = exact.leadingExponent();
        if (exponent != minExponent - 1) {
            return exponent < minExponent;
        }
        long rounded = shiftRounding(exact.leadingBits(), Long.SIZE - precision, exact.negative(), rm);
        return rounded != hiddenBit << 1;
    }

    private static boolean isInexact(long bits, int dropped) {
        return dropped >= Long.SIZE || bits << -dropped != 0;
    }

    /** {@code bits}, nonzero, without their last {@code count} (one or more), rounded to an integer. */
    private static long shiftRounding(long bits, int count, boolean negative, int rm) {
        if (count > Long.SIZE) {
            // All of it is less than a half.
            return shiftRounding(1, Long.SIZE, negative, rm);
        }
        long kept = count == Long.SIZE ? 0 : bits >>> count;
        long lost = bits << -count;
        if (lost == 0) {
            return kept;
        }
        int versusHalf = Long.compareUnsigned(lost, Long.MIN_VALUE);
        boolean up = switch (rm) {
            case RNE -> versusHalf > 0 || (versusHalf == 0 && (kept & 1) != 0);
            case RTZ -> false;
            case RDN -> negative;
            case RUP -> !negative;
            case RMM -> versusHalf >= 0;
            default -> throw new IllegalArgumentException("Rounding mode " + rm);
        };
        return up ? kept + 1 : kept;
    }
}
