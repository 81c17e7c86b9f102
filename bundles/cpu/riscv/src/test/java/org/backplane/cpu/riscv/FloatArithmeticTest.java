package org.backplane.cpu.riscv;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import org.backplane.cpu.riscv.FloatOracle.Answer;
import org.junit.jupiter.api.Test;

/**
 * Both formats against exact arithmetic, in all rounding modes, with and without inexact accrued, so
 * that the host's arithmetic and the soft-float core are both held against it.
 */
class FloatArithmeticTest {
    private static final long SEED = 20_080_829;
    private static final int ROUNDS = 100_000;
    private static final BigInteger TWO_64 = BigInteger.TWO.pow(64);

    private interface Subject {
        long apply(long a, long b, long c, int rm, Fcsr fcsr);
    }

    private interface Judge {
        Answer apply(long a, long b, long c, int rm);
    }

    @Test
    void sumsAreRoundedOnce() {
        compare64(
                (a, b, _, rm, fcsr) -> Float64.add(a, b, rm, fcsr),
                (a, b, _, rm) -> FloatOracle.BINARY64.add(a, b, rm));
        compare32(
                (a, b, _, rm, fcsr) -> Float32.add((int) a, (int) b, rm, fcsr),
                (a, b, _, rm) -> FloatOracle.BINARY32.add(a, b, rm));
    }

    @Test
    void differencesAreRoundedOnce() {
        compare64(
                (a, b, _, rm, fcsr) -> Float64.sub(a, b, rm, fcsr),
                (a, b, _, rm) -> FloatOracle.BINARY64.sub(a, b, rm));
        compare32(
                (a, b, _, rm, fcsr) -> Float32.sub((int) a, (int) b, rm, fcsr),
                (a, b, _, rm) -> FloatOracle.BINARY32.sub(a, b, rm));
    }

    @Test
    void productsAreRoundedOnce() {
        compare64(
                (a, b, _, rm, fcsr) -> Float64.mul(a, b, rm, fcsr),
                (a, b, _, rm) -> FloatOracle.BINARY64.mul(a, b, rm));
        compare32(
                (a, b, _, rm, fcsr) -> Float32.mul((int) a, (int) b, rm, fcsr),
                (a, b, _, rm) -> FloatOracle.BINARY32.mul(a, b, rm));
    }

    @Test
    void quotientsAreRoundedOnce() {
        compare64(
                (a, b, _, rm, fcsr) -> Float64.div(a, b, rm, fcsr),
                (a, b, _, rm) -> FloatOracle.BINARY64.div(a, b, rm));
        compare32(
                (a, b, _, rm, fcsr) -> Float32.div((int) a, (int) b, rm, fcsr),
                (a, b, _, rm) -> FloatOracle.BINARY32.div(a, b, rm));
    }

    @Test
    void rootsAreRoundedOnce() {
        compare64((a, _, _, rm, fcsr) -> Float64.sqrt(a, rm, fcsr), (a, _, _, rm) -> FloatOracle.BINARY64.sqrt(a, rm));
        compare32(
                (a, _, _, rm, fcsr) -> Float32.sqrt((int) a, rm, fcsr),
                (a, _, _, rm) -> FloatOracle.BINARY32.sqrt(a, rm));
    }

    @Test
    void fusedProductsAndSumsAreRoundedOnce() {
        compare64(Float64::fma, FloatOracle.BINARY64::fma);
        compare32((a, b, c, rm, fcsr) -> Float32.fma((int) a, (int) b, (int) c, rm, fcsr), FloatOracle.BINARY32::fma);
    }

    @Test
    void anAddendAsLargeAsTheProductCancelsIt() {
        FloatOperands operands = FloatOperands.binary64(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            long a = operands.next();
            long b = operands.near(a);
            double product = Double.longBitsToDouble(a) * Double.longBitsToDouble(b);
            long c = Double.doubleToRawLongBits(-product) + operands.roundingMode() - 2;
            int rm = operands.roundingMode();
            Fcsr fcsr = new Fcsr();
            Answer actual = new Answer(Float64.fma(a, b, c, rm, fcsr), fcsr.flags);
            assertEquals(
                    FloatOracle.BINARY64.fma(a, b, c, rm), actual, () -> "%#x %#x %#x rm %d".formatted(a, b, c, rm));
        }
    }

    @Test
    void wideningIsExactAndNarrowingIsRoundedOnce() {
        compare64(
                (a, _, _, rm, fcsr) -> Integer.toUnsignedLong(Float64.toFloat32(a, rm, fcsr)),
                (a, _, _, rm) -> FloatOracle.BINARY32.convert(a, FloatOracle.BINARY64, rm));
        compare(
                FloatOperands.binary32(SEED),
                (a, _, _, _, fcsr) -> Float32.toFloat64((int) a, fcsr),
                (a, _, _, rm) -> FloatOracle.BINARY64.convert(a, FloatOracle.BINARY32, rm));
    }

    @Test
    void narrowingIsRoundedOnceAtTheEndsOfTheNarrowFormat() {
        FloatOperands operands = FloatOperands.binary64(SEED);
        FloatOperands singles = FloatOperands.binary32(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            float single = Float.intBitsToFloat((int) singles.next());
            long halfUlp = 1L << 28;
            long a = Double.doubleToRawLongBits(single) + halfUlp + operands.roundingMode() - 2;
            int rm = operands.roundingMode();
            Fcsr fcsr = new Fcsr();
            fcsr.flags = round & Fcsr.NX;
            long bits = Integer.toUnsignedLong(Float64.toFloat32(a, rm, fcsr));
            Answer expected = FloatOracle.BINARY32.convert(a, FloatOracle.BINARY64, rm);
            Answer accrued = new Answer(expected.bits(), expected.flags() | (round & Fcsr.NX));
            assertEquals(accrued, new Answer(bits, fcsr.flags), () -> "%#x rm %d".formatted(a, rm));
        }
    }

    @Test
    void integersAreRoundedOnce() {
        compareIntegers(Float64::fromInt64, (x, rm) -> FloatOracle.BINARY64.fromInteger(BigInteger.valueOf(x), rm));
        compareIntegers(Float64::fromUint64, (x, rm) -> FloatOracle.BINARY64.fromInteger(unsigned(x), rm));
        compareIntegers(
                (x, _, _) -> Float64.fromInt32((int) x), (x, rm) -> FloatOracle.BINARY64.fromInteger(word(x), rm));
        compareIntegers(
                (x, _, _) -> Float64.fromUint32((int) x),
                (x, rm) -> FloatOracle.BINARY64.fromInteger(unsignedWord(x), rm));
        compareIntegers(
                (x, rm, fcsr) -> Integer.toUnsignedLong(Float32.fromInt64(x, rm, fcsr)),
                (x, rm) -> FloatOracle.BINARY32.fromInteger(BigInteger.valueOf(x), rm));
        compareIntegers(
                (x, rm, fcsr) -> Integer.toUnsignedLong(Float32.fromUint64(x, rm, fcsr)),
                (x, rm) -> FloatOracle.BINARY32.fromInteger(unsigned(x), rm));
        compareIntegers(
                (x, rm, fcsr) -> Integer.toUnsignedLong(Float32.fromInt32((int) x, rm, fcsr)),
                (x, rm) -> FloatOracle.BINARY32.fromInteger(word(x), rm));
        compareIntegers(
                (x, rm, fcsr) -> Integer.toUnsignedLong(Float32.fromUint32((int) x, rm, fcsr)),
                (x, rm) -> FloatOracle.BINARY32.fromInteger(unsignedWord(x), rm));
    }

    @Test
    void integersAreRoundedThenLimited() {
        compare64((a, _, _, rm, fcsr) -> Float64.toInt64(a, rm, fcsr), toInteger(FloatOracle.BINARY64, 64, true));
        compare64((a, _, _, rm, fcsr) -> Float64.toUint64(a, rm, fcsr), toInteger(FloatOracle.BINARY64, 64, false));
        compare64((a, _, _, rm, fcsr) -> Float64.toInt32(a, rm, fcsr), toInteger(FloatOracle.BINARY64, 32, true));
        compare64((a, _, _, rm, fcsr) -> Float64.toUint32(a, rm, fcsr), toInteger(FloatOracle.BINARY64, 32, false));
        FloatOperands singles = FloatOperands.binary32(SEED);
        compare(
                singles,
                (a, _, _, rm, f) -> Float32.toInt64((int) a, rm, f),
                toInteger(FloatOracle.BINARY32, 64, true));
        compare(
                singles,
                (a, _, _, rm, f) -> Float32.toUint64((int) a, rm, f),
                toInteger(FloatOracle.BINARY32, 64, false));
        compare(
                singles,
                (a, _, _, rm, f) -> Float32.toInt32((int) a, rm, f),
                toInteger(FloatOracle.BINARY32, 32, true));
        compare(
                singles,
                (a, _, _, rm, f) -> Float32.toUint32((int) a, rm, f),
                toInteger(FloatOracle.BINARY32, 32, false));
    }

    private static Judge toInteger(FloatOracle oracle, int width, boolean signed) {
        BigInteger least = signed ? BigInteger.TWO.pow(width - 1).negate() : BigInteger.ZERO;
        BigInteger greatest = BigInteger.TWO.pow(signed ? width - 1 : width).subtract(BigInteger.ONE);
        return (a, _, _, rm) -> {
            Answer answer = oracle.toInteger(a, least, greatest, rm);
            return width == 32 ? new Answer((int) answer.bits(), answer.flags()) : answer;
        };
    }

    private static void compare64(Subject subject, Judge judge) {
        compare(FloatOperands.binary64(SEED), subject, judge);
    }

    private static void compare32(Subject subject, Judge judge) {
        compare(
                FloatOperands.binary32(SEED),
                (a, b, c, rm, fcsr) -> subject.apply(a, b, c, rm, fcsr) & 0xffff_ffffL,
                judge);
    }

    private static void compare(FloatOperands operands, Subject subject, Judge judge) {
        for (int round = 0; round < ROUNDS; round++) {
            long a = operands.next();
            long b = operands.near(a);
            long c = operands.near(b);
            int rm = operands.roundingMode();
            int accrued = operands.flags();
            Fcsr fcsr = new Fcsr();
            fcsr.flags = accrued;
            Answer actual = new Answer(subject.apply(a, b, c, rm, fcsr), fcsr.flags);
            Answer raised = judge.apply(a, b, c, rm);
            Answer expected = new Answer(raised.bits(), raised.flags() | accrued);
            assertEquals(expected, actual, () -> "%#x %#x %#x rm %d after %d".formatted(a, b, c, rm, accrued));
        }
    }

    private interface FromInteger {
        long apply(long value, int rm, Fcsr fcsr);
    }

    private interface FromIntegerJudge {
        Answer apply(long value, int rm);
    }

    private static void compareIntegers(FromInteger subject, FromIntegerJudge judge) {
        FloatOperands operands = FloatOperands.binary64(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            long value = operands.integer();
            int rm = operands.roundingMode();
            int accrued = operands.flags();
            Fcsr fcsr = new Fcsr();
            fcsr.flags = accrued;
            Answer actual = new Answer(subject.apply(value, rm, fcsr), fcsr.flags);
            Answer raised = judge.apply(value, rm);
            Answer expected = new Answer(raised.bits(), raised.flags() | accrued);
            assertEquals(expected, actual, () -> "%#x rm %d after %d".formatted(value, rm, accrued));
        }
    }

    private static BigInteger word(long value) {
        int word = (int) value;
        return BigInteger.valueOf(word);
    }

    private static BigInteger unsignedWord(long value) {
        return BigInteger.valueOf(value & 0xffff_ffffL);
    }

    private static BigInteger unsigned(long value) {
        BigInteger signed = BigInteger.valueOf(value);
        return value < 0 ? signed.add(TWO_64) : signed;
    }
}
