package org.backplane.cpu.riscv;

/**
 * A finite number before rounding: plus or minus the 128-bit magnitude {@code high:low}, times
 * 2<sup>exponent - 124</sup>. Bit 124 is bit 60 of {@code high}; an unpacked operand has its leading
 * bit there, which leaves room above for a carry and 72 zero bits below.
 *
 * <p>Where a result has more bits than that, the last bit is sticky: it is one if anything nonzero
 * was lost at or below it. That never changes what a rounding to 53 bits or fewer sees, because
 * whatever loses bits keeps at least 55 above the sticky one.
 */
record FloatExact(boolean negative, int exponent, long high, long low) {
    private static final int LEADING_BIT = 60;

    /** A nonzero number whose leading bit is bit 63 of {@code significand} and is worth 2^exponent. */
    static FloatExact ofSignificand(boolean negative, int exponent, long significand) {
        int shift = Long.SIZE - 1 - LEADING_BIT;
        return new FloatExact(negative, exponent, significand >>> shift, significand << -shift);
    }

    /** An integer, good for rounding only. */
    static FloatExact ofInteger(boolean negative, long unsignedMagnitude) {
        return new FloatExact(negative, LEADING_BIT + Long.SIZE, 0, unsignedMagnitude);
    }

    static FloatExact zero(boolean negative) {
        return new FloatExact(negative, 0, 0, 0);
    }

    boolean isZero() {
        return (high | low) == 0;
    }

    /** The exponent of the leading bit of a nonzero number. */
    int leadingExponent() {
        int zeros = high != 0 ? Long.numberOfLeadingZeros(high) : Long.SIZE + Long.numberOfLeadingZeros(low);
        return exponent + (Long.SIZE - 1 - LEADING_BIT) - zeros;
    }

    /** The 64 bits from the leading one of a nonzero number on, the last of them sticky. */
    long leadingBits() {
        if (high == 0) {
            return low << Long.numberOfLeadingZeros(low);
        }
        // Never zero: a carry reaches bit 62 at most.
        int shift = Long.numberOfLeadingZeros(high);
        return (high << shift) | (low >>> -shift) | sticky(low << shift);
    }

    /** The sum; when two different numbers cancel out, the rounding mode decides the sign of zero. */
    FloatExact plus(FloatExact other, int rm) {
        if (isZero() && other.isZero()) {
            return negative == other.negative ? this : zero(rm == Fcsr.RDN);
        }
        if (isZero()) {
            return other;
        }
        if (other.isZero()) {
            return this;
        }
        return exponent >= other.exponent
                ? plusAligned(other.shiftedRight(exponent - other.exponent), rm)
                : other.plusAligned(shiftedRight(other.exponent - exponent), rm);
    }

    private FloatExact plusAligned(FloatExact other, int rm) {
        if (negative == other.negative) {
            long sum = low + other.low;
            long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
            return new FloatExact(negative, exponent, high + other.high + carry, sum);
        }
        if (high == other.high && low == other.low) {
            return zero(rm == Fcsr.RDN);
        }
        boolean larger = high != other.high ? high > other.high : Long.compareUnsigned(low, other.low) > 0;
        return larger ? minusSmaller(other) : other.minusSmaller(this);
    }

    private FloatExact minusSmaller(FloatExact other) {
        long borrow = Long.compareUnsigned(low, other.low) < 0 ? 1 : 0;
        return new FloatExact(negative, exponent, high - other.high - borrow, low - other.low);
    }

    private FloatExact shiftedRight(int count) {
        int aligned = exponent + count;
        if (count == 0) {
            return this;
        }
        if (count < Long.SIZE) {
            long lost = sticky(low << -count);
            return new FloatExact(negative, aligned, high >>> count, (high << -count) | (low >>> count) | lost);
        }
        if (count == Long.SIZE) {
            return new FloatExact(negative, aligned, 0, high | sticky(low));
        }
        if (count < 2 * Long.SIZE) {
            return new FloatExact(negative, aligned, 0, (high >>> count) | sticky((high << -count) | low));
        }
        return new FloatExact(negative, aligned, 0, 1);
    }

    /** The product of two unpacked operands: exact, for their significands have at most 53 bits. */
    FloatExact times(FloatExact other) {
        long x = high << 2;
        long y = other.high << 2;
        return new FloatExact(negative != other.negative, exponent + other.exponent, Math.multiplyHigh(x, y), x * y);
    }

    /** The quotient of two unpacked operands, neither of them zero; long division by digits of 11 bits. */
    FloatExact dividedBy(FloatExact other) {
        // As integers of 53 bits, so that a remainder has room for one more digit.
        long divisor = other.high >>> 8;
        long remainder = high >>> 8;
        boolean below = remainder < divisor;
        if (below) {
            remainder <<= 1;
        }
        long quotient = 1;
        remainder -= divisor;
        for (int digit = 0; digit < 5; digit++) {
            long dividend = remainder << 11;
            long next = Long.divideUnsigned(dividend, divisor);
            remainder = dividend - next * divisor;
            quotient = (quotient << 11) | next;
        }
        int quotientExponent = exponent - other.exponent - (below ? 1 : 0);
        return ofDigits(negative != other.negative, quotientExponent, quotient, remainder);
    }

    /** The square root of an unpacked operand above zero, found as one does on paper, in binary. */
    FloatExact squareRoot() {
        // The first pair of digits is 01 or, with an odd exponent, 1x.
        long radicand = (exponent & 1) == 0 ? high << 2 : high << 3;
        long root = 0;
        long remainder = 0;
        for (int digit = 0; digit < 56; digit++) {
            remainder = (remainder << 2) | (radicand >>> 62);
            radicand <<= 2;
            long trial = (root << 2) | 1;
            root <<= 1;
            if (remainder >= trial) {
                remainder -= trial;
                root |= 1;
            }
        }
        return ofDigits(false, exponent >> 1, root, remainder);
    }

    /** A result of 56 digits, of which the first is one, and what remained after the last. */
    private static FloatExact ofDigits(boolean negative, int exponent, long digits, long remainder) {
        return new FloatExact(negative, exponent, digits << (LEADING_BIT - 55), sticky(remainder));
    }

    private static long sticky(long lost) {
        return lost == 0 ? 0 : 1;
    }
}
