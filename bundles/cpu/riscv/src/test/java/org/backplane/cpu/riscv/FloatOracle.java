package org.backplane.cpu.riscv;

import static java.math.BigInteger.ONE;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.LongStream;

/**
 * Floating-point arithmetic by the definition: the exact result as a fraction, rounded. Slow, and in
 * nothing like what it judges.
 */
final class FloatOracle {
    static final FloatOracle BINARY32 = new FloatOracle(24, -126, 127);
    static final FloatOracle BINARY64 = new FloatOracle(53, -1022, 1023);

    private static final RoundingMode[] MODES = {
        RoundingMode.HALF_EVEN, RoundingMode.DOWN, RoundingMode.FLOOR, RoundingMode.CEILING, RoundingMode.HALF_UP
    };

    final int precision;
    private final int minExponent;
    private final int maxExponent;

    /** What an instruction leaves in its destination, and the flags it raises. */
    record Answer(long bits, int flags) {
        @Override
        public String toString() {
            return "%#x flags %d".formatted(bits, flags);
        }
    }

    private record Fraction(BigInteger numerator, BigInteger denominator) {
        static Fraction of(BigInteger whole) {
            return new Fraction(whole, ONE);
        }

        static Fraction of(double finite) {
            BigDecimal decimal = new BigDecimal(finite);
            return decimal.scale() <= 0
                    ? of(decimal.toBigIntegerExact())
                    : new Fraction(decimal.unscaledValue(), BigInteger.TEN.pow(decimal.scale()));
        }

        Fraction plus(Fraction other) {
            return new Fraction(
                    numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
                    denominator.multiply(other.denominator));
        }

        Fraction times(Fraction other) {
            return new Fraction(numerator.multiply(other.numerator), denominator.multiply(other.denominator));
        }

        Fraction dividedBy(Fraction other) {
            BigInteger divisor = denominator.multiply(other.numerator);
            BigInteger dividend = numerator.multiply(other.denominator);
            return divisor.signum() < 0
                    ? new Fraction(dividend.negate(), divisor.negate())
                    : new Fraction(dividend, divisor);
        }

        /** The root if it is a fraction, else one so near that no rounding sees the difference. */
        Fraction squareRoot() {
            int scale = 1400;
            BigInteger[] root =
                    numerator.shiftLeft(2 * scale).divide(denominator).sqrtAndRemainder();
            boolean exact = numerator.shiftLeft(2 * scale).mod(denominator).signum() == 0 && root[1].signum() == 0;
            BigInteger doubled = root[0].shiftLeft(1);
            return new Fraction(exact ? doubled : doubled.add(ONE), ONE.shiftLeft(scale + 1));
        }

        Fraction timesPowerOfTwo(int exponent) {
            return exponent >= 0
                    ? new Fraction(numerator.shiftLeft(exponent), denominator)
                    : new Fraction(numerator, denominator.shiftLeft(-exponent));
        }

        BigInteger rounded(RoundingMode mode) {
            BigInteger[] parts = numerator.divideAndRemainder(denominator);
            int versusHalf = parts[1].abs().shiftLeft(1).compareTo(denominator);
            boolean away = switch (mode) {
                case DOWN -> false;
                case FLOOR -> parts[1].signum() < 0;
                case CEILING -> parts[1].signum() > 0;
                case HALF_UP -> versusHalf >= 0;
                case HALF_EVEN -> versusHalf > 0 || (versusHalf == 0 && parts[0].testBit(0));
                default -> throw new IllegalArgumentException(mode.toString());
            };
            return away ? parts[0].add(BigInteger.valueOf(numerator.signum())) : parts[0];
        }

        boolean equalsWhole(BigInteger whole) {
            return numerator.equals(whole.multiply(denominator));
        }

        int floorLog2() {
            int estimate = numerator.abs().bitLength() - denominator.bitLength();
            Fraction scaled = timesPowerOfTwo(-estimate);
            return scaled.numerator.abs().compareTo(scaled.denominator) < 0 ? estimate - 1 : estimate;
        }
    }

    private FloatOracle(int precision, int minExponent, int maxExponent) {
        this.precision = precision;
        this.minExponent = minExponent;
        this.maxExponent = maxExponent;
    }

    Answer add(long a, long b, int rm) {
        if (!areFinite(a, b)) {
            return special(Double::sum, a, b);
        }
        return rounded(exact(a).plus(exact(b)), sumIsNegative(isNegative(a), isNegative(b), rm), rm);
    }

    Answer sub(long a, long b, int rm) {
        if (!areFinite(a, b)) {
            return special((x, y) -> x - y, a, b);
        }
        Fraction minusB = Fraction.of(-value(b));
        return rounded(exact(a).plus(minusB), sumIsNegative(isNegative(a), !isNegative(b), rm), rm);
    }

    Answer mul(long a, long b, int rm) {
        if (!areFinite(a, b)) {
            return special((x, y) -> x * y, a, b);
        }
        return rounded(exact(a).times(exact(b)), isNegative(a) != isNegative(b), rm);
    }

    Answer div(long a, long b, int rm) {
        if (!areFinite(a, b) || value(b) == 0) {
            Answer answer = special((x, y) -> x / y, a, b);
            boolean byZero = areFinite(a) && value(a) != 0 && value(b) == 0;
            return byZero ? new Answer(answer.bits, Fcsr.DZ) : answer;
        }
        return rounded(exact(a).dividedBy(exact(b)), isNegative(a) != isNegative(b), rm);
    }

    Answer sqrt(long a, int rm) {
        if (!areFinite(a) || value(a) <= 0) {
            return special((x, y) -> Math.sqrt(x), a, a);
        }
        return rounded(exact(a).squareRoot(), false, rm);
    }

    Answer fma(long a, long b, long c, int rm) {
        if (!areFinite(a, b, c)) {
            return specialFma(a, b, c);
        }
        boolean productIsNegative = isNegative(a) != isNegative(b);
        Fraction sum = exact(a).times(exact(b)).plus(exact(c));
        return rounded(sum, sumIsNegative(productIsNegative, isNegative(c), rm), rm);
    }

    private Answer specialFma(long a, long b, long c) {
        double product = value(a) * value(b);
        boolean invalidProduct = Double.isNaN(product) && !Double.isNaN(value(a)) && !Double.isNaN(value(b));
        double result = areFinite(a, b) ? value(c) : product + value(c);
        boolean fromNaN = Double.isNaN(product) || Double.isNaN(value(c));
        boolean invalid = invalidProduct || (Double.isNaN(result) && !fromNaN) || anySignalling(a, b, c);
        return new Answer(encode(result), invalid ? Fcsr.NV : 0);
    }

    /** Rounds a number of the other format to this one. */
    Answer convert(long bits, FloatOracle from, int rm) {
        double value = from.value(bits);
        if (!from.areFinite(bits)) {
            return new Answer(encode(value), from.anySignalling(bits) ? Fcsr.NV : 0);
        }
        return rounded(Fraction.of(value), from.isNegative(bits), rm);
    }

    Answer fromInteger(BigInteger whole, int rm) {
        return rounded(Fraction.of(whole), false, rm);
    }

    /** The integer, which the caller truncates to the width of the register. */
    Answer toInteger(long bits, BigInteger least, BigInteger greatest, int rm) {
        if (!areFinite(bits)) {
            BigInteger end = value(bits) < 0 ? least : greatest;
            return new Answer(end.longValue(), Fcsr.NV);
        }
        Fraction exact = exact(bits);
        BigInteger whole = exact.rounded(MODES[rm]);
        if (whole.compareTo(least) < 0 || whole.compareTo(greatest) > 0) {
            return new Answer((whole.signum() < 0 ? least : greatest).longValue(), Fcsr.NV);
        }
        return new Answer(whole.longValue(), exact.equalsWhole(whole) ? 0 : Fcsr.NX);
    }

    private Answer rounded(Fraction exact, boolean zeroIsNegative, int rm) {
        if (exact.numerator.signum() == 0) {
            return new Answer(encode(zeroIsNegative ? -0.0 : 0.0), 0);
        }
        boolean negative = exact.numerator.signum() < 0;
        int exponent = exact.floorLog2();
        int quantum = Math.max(exponent, minExponent) - (precision - 1);
        Fraction inQuanta = exact.timesPowerOfTwo(-quantum);
        BigInteger quanta = inQuanta.rounded(MODES[rm]);
        Fraction result = Fraction.of(quanta).timesPowerOfTwo(quantum);
        if (quanta.signum() != 0 && result.floorLog2() > maxExponent) {
            boolean infinite = MODES[rm] != RoundingMode.DOWN
                    && MODES[rm] != (negative ? RoundingMode.CEILING : RoundingMode.FLOOR);
            double magnitude = infinite ? Double.POSITIVE_INFINITY : greatest();
            return new Answer(encode(negative ? -magnitude : magnitude), Fcsr.OF | Fcsr.NX);
        }
        double magnitude = Math.scalb(quanta.abs().doubleValue(), quantum);
        long bits = encode(negative ? -magnitude : magnitude);
        if (inQuanta.equalsWhole(quanta)) {
            return new Answer(bits, 0);
        }
        return new Answer(bits, isTiny(exact, exponent, rm) ? Fcsr.UF | Fcsr.NX : Fcsr.NX);
    }

    private boolean isTiny(Fraction exact, int exponent, int rm) {
        int quantum = exponent - (precision - 1);
        BigInteger unbounded = exact.timesPowerOfTwo(-quantum).rounded(MODES[rm]);
        return Fraction.of(unbounded).timesPowerOfTwo(quantum).floorLog2() < minExponent;
    }

    private double greatest() {
        return precision == 24 ? Float.MAX_VALUE : Double.MAX_VALUE;
    }

    private static boolean sumIsNegative(boolean aNegative, boolean bNegative, int rm) {
        return aNegative == bNegative ? aNegative : rm == Fcsr.RDN;
    }

    /** Results that are no roundings: the host knows them, but says nothing of flags. */
    private Answer special(DoubleBinaryOperator operation, long a, long b) {
        double result = operation.applyAsDouble(value(a), value(b));
        boolean fromNaN = Double.isNaN(value(a)) || Double.isNaN(value(b));
        boolean invalid = (Double.isNaN(result) && !fromNaN) || anySignalling(a, b);
        return new Answer(encode(result), invalid ? Fcsr.NV : 0);
    }

    private double value(long bits) {
        return precision == 24 ? Float.intBitsToFloat((int) bits) : Double.longBitsToDouble(bits);
    }

    /** The bits of a value that this format has; a NaN's are the canonical ones. */
    private long encode(double value) {
        return precision == 24
                ? Integer.toUnsignedLong(Float.floatToIntBits((float) value))
                : Double.doubleToLongBits(value);
    }

    private Fraction exact(long bits) {
        return Fraction.of(value(bits));
    }

    private boolean isNegative(long bits) {
        return Math.copySign(1, value(bits)) < 0;
    }

    private boolean areFinite(long... operands) {
        return LongStream.of(operands).allMatch(bits -> Double.isFinite(value(bits)));
    }

    private boolean anySignalling(long... operands) {
        return LongStream.of(operands)
                .anyMatch(bits -> Double.isNaN(value(bits)) && (bits >>> (precision - 2) & 1) == 0);
    }
}
