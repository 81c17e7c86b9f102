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
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class Float64Test {
    private static final long QUIET = 0x7ff8_0000_0000_0000L;
    private static final long QUIET_WITH_PAYLOAD = 0xfff8_0000_0000_0123L;
    private static final long SIGNALLING = 0xfff0_0000_0000_0001L;
    private static final long INFINITY = bits(Double.POSITIVE_INFINITY);
    private static final long MINUS_INFINITY = bits(Double.NEGATIVE_INFINITY);
    private static final long GREATEST = bits(Double.MAX_VALUE);
    private static final long MINUS_GREATEST = bits(-Double.MAX_VALUE);
    private static final long ZERO = bits(0.0);
    private static final long MINUS_ZERO = bits(-0.0);
    private static final long ONE = bits(1);
    private static final long HALF_ULP_OF_ONE = bits(0x1p-53);
    private static final long LEAST = bits(Double.MIN_VALUE);
    private static final long LEAST_NORMAL = bits(Double.MIN_NORMAL);

    private final Fcsr fcsr = new Fcsr();

    @Test
    void aQuietNaNBecomesTheCanonicalOneInSilence() {
        assertResult(QUIET, 0, Float64.add(QUIET_WITH_PAYLOAD, ONE, RNE, fcsr));
        assertResult(QUIET, 0, Float64.sub(ONE, QUIET_WITH_PAYLOAD, RNE, fcsr));
        assertResult(QUIET, 0, Float64.mul(QUIET_WITH_PAYLOAD, ZERO, RNE, fcsr));
        assertResult(QUIET, 0, Float64.div(QUIET_WITH_PAYLOAD, ZERO, RNE, fcsr));
        assertResult(QUIET, 0, Float64.sqrt(QUIET_WITH_PAYLOAD, RNE, fcsr));
        assertResult(QUIET, 0, Float64.fma(ONE, ONE, QUIET_WITH_PAYLOAD, RNE, fcsr));
    }

    @Test
    void aSignallingNaNIsInvalid() {
        assertResult(QUIET, NV, Float64.add(SIGNALLING, QUIET, RNE, fcsr));
        assertResult(QUIET, NV, Float64.sub(ONE, SIGNALLING, RNE, fcsr));
        assertResult(QUIET, NV, Float64.mul(INFINITY, SIGNALLING, RNE, fcsr));
        assertResult(QUIET, NV, Float64.div(SIGNALLING, ZERO, RNE, fcsr));
        assertResult(QUIET, NV, Float64.sqrt(SIGNALLING, RNE, fcsr));
        assertResult(QUIET, NV, Float64.fma(ONE, QUIET, SIGNALLING, RNE, fcsr));
        assertResult(0x7fc0_0000, NV, Float64.toFloat32(SIGNALLING, RNE, fcsr));
    }

    @Test
    void whatHasNoValueIsInvalid() {
        assertResult(QUIET, NV, Float64.add(INFINITY, MINUS_INFINITY, RNE, fcsr));
        assertResult(QUIET, NV, Float64.sub(INFINITY, INFINITY, RNE, fcsr));
        assertResult(QUIET, NV, Float64.mul(ZERO, MINUS_INFINITY, RNE, fcsr));
        assertResult(QUIET, NV, Float64.div(ZERO, MINUS_ZERO, RNE, fcsr));
        assertResult(QUIET, NV, Float64.div(INFINITY, MINUS_INFINITY, RNE, fcsr));
        assertResult(QUIET, NV, Float64.sqrt(bits(-1), RNE, fcsr));
        assertResult(QUIET, NV, Float64.sqrt(MINUS_INFINITY, RNE, fcsr));
        assertResult(QUIET, NV, Float64.fma(INFINITY, ONE, MINUS_INFINITY, RNE, fcsr));
    }

    @Test
    void infinityTimesZeroPlusAQuietNaNIsInvalid() {
        assertResult(QUIET, NV, Float64.fma(INFINITY, ZERO, QUIET, RNE, fcsr));
        assertResult(QUIET, NV, Float64.fma(MINUS_ZERO, INFINITY, QUIET, RNE, fcsr));
    }

    @Test
    void infinityIsExact() {
        assertResult(INFINITY, 0, Float64.add(INFINITY, MINUS_GREATEST, RNE, fcsr));
        assertResult(MINUS_INFINITY, 0, Float64.sub(ONE, INFINITY, RTZ, fcsr));
        assertResult(MINUS_INFINITY, 0, Float64.mul(INFINITY, bits(-2), RUP, fcsr));
        assertResult(MINUS_ZERO, 0, Float64.div(ONE, MINUS_INFINITY, RNE, fcsr));
        assertResult(INFINITY, 0, Float64.sqrt(INFINITY, RNE, fcsr));
        assertResult(MINUS_INFINITY, 0, Float64.fma(ONE, ONE, MINUS_INFINITY, RNE, fcsr));
    }

    @Test
    void onlyANumberButZeroIsDividedByZero() {
        assertResult(INFINITY, DZ, Float64.div(ONE, ZERO, RNE, fcsr));
        assertResult(MINUS_INFINITY, DZ, Float64.div(LEAST, MINUS_ZERO, RNE, fcsr));
        assertResult(MINUS_INFINITY, 0, Float64.div(INFINITY, MINUS_ZERO, RNE, fcsr));
    }

    @Test
    void whatCancelsOutIsMinusZeroOnlyWhenRoundingDown() {
        for (int rm : new int[] {RNE, RTZ, RUP, RMM}) {
            assertResult(ZERO, 0, Float64.sub(ONE, ONE, rm, fcsr));
            assertResult(ZERO, 0, Float64.add(ZERO, MINUS_ZERO, rm, fcsr));
            assertResult(ZERO, 0, Float64.fma(ONE, ONE, bits(-1), rm, fcsr));
        }
        assertResult(MINUS_ZERO, 0, Float64.sub(ONE, ONE, RDN, fcsr));
        assertResult(MINUS_ZERO, 0, Float64.add(ZERO, MINUS_ZERO, RDN, fcsr));
        assertResult(MINUS_ZERO, 0, Float64.fma(ONE, ONE, bits(-1), RDN, fcsr));
    }

    @Test
    void zerosOfOneSignKeepIt() {
        assertResult(MINUS_ZERO, 0, Float64.add(MINUS_ZERO, MINUS_ZERO, RUP, fcsr));
        assertResult(ZERO, 0, Float64.sub(ZERO, MINUS_ZERO, RDN, fcsr));
        assertResult(MINUS_ZERO, 0, Float64.fma(ZERO, bits(-1), MINUS_ZERO, RNE, fcsr));
        assertResult(MINUS_ZERO, 0, Float64.sqrt(MINUS_ZERO, RNE, fcsr));
    }

    @Test
    void aTieGoesWhereTheModeSays() {
        long next = ONE + 1;
        assertResult(ONE, NX, Float64.add(ONE, HALF_ULP_OF_ONE, RNE, fcsr));
        assertResult(next + 1, NX, Float64.add(next, HALF_ULP_OF_ONE, RNE, fcsr));
        assertResult(next, NX, Float64.add(ONE, HALF_ULP_OF_ONE, RMM, fcsr));
        assertResult(ONE, NX, Float64.add(ONE, HALF_ULP_OF_ONE, RTZ, fcsr));
        assertResult(ONE, NX, Float64.add(ONE, HALF_ULP_OF_ONE, RDN, fcsr));
        assertResult(next, NX, Float64.add(ONE, HALF_ULP_OF_ONE, RUP, fcsr));
    }

    @Test
    void farSmallerOperandsStillCount() {
        assertResult(ONE + 1, NX, Float64.add(ONE, LEAST, RUP, fcsr));
        assertResult(ONE - 1, NX, Float64.sub(ONE, LEAST, RTZ, fcsr));
        assertResult(ONE, NX, Float64.sub(ONE, LEAST, RMM, fcsr));
    }

    @Test
    void overflowIsInfiniteUnlessTheModeRoundsInward() {
        long two = bits(2);
        assertResult(INFINITY, OF | NX, Float64.mul(GREATEST, two, RNE, fcsr));
        assertResult(GREATEST, OF | NX, Float64.mul(GREATEST, two, RTZ, fcsr));
        assertResult(GREATEST, OF | NX, Float64.mul(GREATEST, two, RDN, fcsr));
        assertResult(INFINITY, OF | NX, Float64.mul(GREATEST, two, RUP, fcsr));
        assertResult(INFINITY, OF | NX, Float64.mul(GREATEST, two, RMM, fcsr));
        assertResult(MINUS_INFINITY, OF | NX, Float64.mul(MINUS_GREATEST, two, RDN, fcsr));
        assertResult(MINUS_GREATEST, OF | NX, Float64.mul(MINUS_GREATEST, two, RUP, fcsr));
    }

    @Test
    void overflowBeginsHalfAnUlpAboveTheGreatestNumber() {
        long halfUlp = bits(0x1p970);
        assertResult(INFINITY, OF | NX, Float64.add(GREATEST, halfUlp, RNE, fcsr));
        assertResult(GREATEST, NX, Float64.add(GREATEST, halfUlp - 1, RNE, fcsr));
        assertResult(GREATEST, NX, Float64.add(GREATEST, halfUlp, RTZ, fcsr));
    }

    @Test
    void whatRoundsToTheLeastNormalNumberMayYetBeTiny() {
        long belowOne = bits(Math.nextDown(1.0));
        // 2^-1022 - 2^-1075 needs no more than 53 bits: tiny, although it becomes 2^-1022 here.
        assertResult(LEAST_NORMAL, UF | NX, Float64.mul(LEAST_NORMAL, belowOne, RNE, fcsr));
        // 2^-1022 - 2^-1128 does, and 53 of them make 2^-1022: not tiny.
        long addend = bits(-0x1p-1074);
        long scaled = bits(0x1p-54);
        assertResult(LEAST_NORMAL, NX, Float64.fma(addend, scaled, LEAST_NORMAL, RNE, fcsr));
        assertResult(LEAST_NORMAL - 1, UF | NX, Float64.fma(addend, scaled, LEAST_NORMAL, RTZ, fcsr));
    }

    @Test
    void inexactAccruedDoesNotHideUnderflow() {
        fcsr.flags = NX;
        long result = Float64.mul(LEAST_NORMAL, bits(Math.nextDown(1.0)), RNE, fcsr);
        assertEquals(LEAST_NORMAL, result);
        assertEquals(UF | NX, fcsr.flags);
    }

    @Test
    void anExactSubnormalDoesNotUnderflow() {
        assertResult(LEAST_NORMAL >>> 1, 0, Float64.mul(LEAST_NORMAL, bits(0.5), RNE, fcsr));
        assertResult(LEAST_NORMAL - 1, 0, Float64.sub(LEAST_NORMAL, LEAST, RNE, fcsr));
    }

    @Test
    void halfOfTheLeastNumberGoesWhereTheModeSays() {
        long half = bits(0.5);
        assertResult(ZERO, UF | NX, Float64.mul(LEAST, half, RNE, fcsr));
        assertResult(LEAST, UF | NX, Float64.mul(LEAST, half, RMM, fcsr));
        assertResult(LEAST, UF | NX, Float64.mul(LEAST, half, RUP, fcsr));
        assertResult(ZERO, UF | NX, Float64.mul(LEAST, half, RDN, fcsr));
        assertResult(MINUS_ZERO, UF | NX, Float64.mul(LEAST, bits(-0.5), RUP, fcsr));
        assertResult(LEAST, UF | NX, Float64.mul(LEAST, LEAST, RUP, fcsr));
    }

    @Test
    void exactOperationsLeaveTheFlagsAlone() {
        fcsr.flags = DZ;
        assertEquals(bits(3), Float64.add(ONE, bits(2), RNE, fcsr));
        assertEquals(bits(6), Float64.mul(bits(2), bits(3), RNE, fcsr));
        assertEquals(bits(1.5), Float64.div(bits(3), bits(2), RNE, fcsr));
        assertEquals(bits(7), Float64.fma(bits(2), bits(3), ONE, RNE, fcsr));
        assertEquals(bits(3), Float64.sqrt(bits(9), RNE, fcsr));
        assertEquals(DZ, fcsr.flags);
    }

    @Test
    void aFusedSumIsNotRoundedBetween() {
        long x = ONE + 1;
        long rounded = Float64.mul(x, x, RNE, new Fcsr());
        assertResult(bits(0x1p-104), 0, Float64.fma(x, x, rounded ^ Long.MIN_VALUE, RNE, fcsr));
    }

    @Test
    void minusZeroIsTheLesserZero() {
        assertResult(MINUS_ZERO, 0, Float64.min(ZERO, MINUS_ZERO, fcsr));
        assertResult(MINUS_ZERO, 0, Float64.min(MINUS_ZERO, ZERO, fcsr));
        assertResult(ZERO, 0, Float64.max(ZERO, MINUS_ZERO, fcsr));
        assertResult(ZERO, 0, Float64.max(MINUS_ZERO, ZERO, fcsr));
    }

    @Test
    void aNumberPrevailsOverNaN() {
        assertResult(ONE, 0, Float64.min(QUIET, ONE, fcsr));
        assertResult(ONE, 0, Float64.max(ONE, QUIET_WITH_PAYLOAD, fcsr));
        assertResult(ONE, NV, Float64.min(ONE, SIGNALLING, fcsr));
        assertResult(ONE, NV, Float64.max(SIGNALLING, ONE, fcsr));
        assertResult(QUIET, 0, Float64.min(QUIET_WITH_PAYLOAD, QUIET_WITH_PAYLOAD, fcsr));
        assertResult(QUIET, NV, Float64.max(QUIET, SIGNALLING, fcsr));
    }

    @Test
    void theLesserIsTheLesserOnEitherSide() {
        assertResult(bits(-2), 0, Float64.min(ONE, bits(-2), fcsr));
        assertResult(bits(-2), 0, Float64.min(bits(-2), ONE, fcsr));
        assertResult(ONE, 0, Float64.max(ONE, bits(-2), fcsr));
        assertResult(INFINITY, 0, Float64.max(bits(-2), INFINITY, fcsr));
    }

    @Test
    void equalityIsQuiet() {
        assertEquals(0, Float64.eq(QUIET, QUIET, fcsr));
        assertEquals(1, Float64.eq(ZERO, MINUS_ZERO, fcsr));
        assertEquals(0, fcsr.flags);
        assertEquals(0, Float64.eq(ONE, SIGNALLING, fcsr));
        assertEquals(NV, fcsr.flags);
    }

    @Test
    void orderIsSignalling() {
        assertEquals(1, Float64.lt(bits(-1), ONE, fcsr));
        assertEquals(0, Float64.lt(MINUS_ZERO, ZERO, fcsr));
        assertEquals(1, Float64.le(MINUS_ZERO, ZERO, fcsr));
        assertEquals(0, Float64.le(ONE, bits(-1), fcsr));
        assertEquals(0, fcsr.flags);
        assertEquals(0, Float64.lt(QUIET, ONE, fcsr));
        assertEquals(NV, fcsr.flags);
        fcsr.flags = 0;
        assertEquals(0, Float64.le(ONE, QUIET, fcsr));
        assertEquals(NV, fcsr.flags);
    }

    @Test
    void everyKindHasItsClass() {
        long[] ascending = {
            MINUS_INFINITY, bits(-1), MINUS_ZERO + 1, MINUS_ZERO, ZERO, LEAST, LEAST_NORMAL, INFINITY, SIGNALLING, QUIET
        };
        for (int bit = 0; bit < ascending.length; bit++) {
            assertEquals(1 << bit, Float64.classify(ascending[bit]));
        }
        assertEquals(1 << 5, Float64.classify(LEAST_NORMAL - 1));
        assertEquals(1 << 6, Float64.classify(GREATEST));
    }

    @Test
    void wordsAreExact() {
        assertEquals(bits(-0x1p31), Float64.fromInt32(Integer.MIN_VALUE));
        assertEquals(bits(0xffff_ffffL), Float64.fromUint32(-1));
    }

    @Test
    void longIntegersAreRounded() {
        assertResult(bits(0x1p63), NX, Float64.fromInt64(Long.MAX_VALUE, RNE, fcsr));
        assertResult(bits(0x1p63) - 1, NX, Float64.fromInt64(Long.MAX_VALUE, RTZ, fcsr));
        assertResult(bits(-0x1p63), 0, Float64.fromInt64(Long.MIN_VALUE, RNE, fcsr));
        assertResult(bits(0x1p64), NX, Float64.fromUint64(-1, RNE, fcsr));
        assertResult(bits(0x1p64) - 1, NX, Float64.fromUint64(-1, RDN, fcsr));
        assertResult(ZERO, 0, Float64.fromInt64(0, RDN, fcsr));
    }

    @Test
    void narrowingOverflowsAndUnderflowsWhereTheNarrowFormatDoes() {
        assertResult(0x7f80_0000, OF | NX, Float64.toFloat32(GREATEST, RNE, fcsr));
        assertResult(0xff7f_ffff, OF | NX, Float64.toFloat32(MINUS_GREATEST, RTZ, fcsr));
        assertResult(0, UF | NX, Float64.toFloat32(LEAST, RNE, fcsr));
        assertResult(1, UF | NX, Float64.toFloat32(LEAST, RUP, fcsr));
        assertResult(1, 0, Float64.toFloat32(bits(Float.MIN_VALUE), RNE, fcsr));
        assertResult(0x0080_0000, UF | NX, Float64.toFloat32(bits(0x1.fffffefp-127), RNE, fcsr));
        assertResult(0x0080_0000, NX, Float64.toFloat32(bits(0x1.ffffffp-127), RNE, fcsr));
        assertResult(0xff80_0000, 0, Float64.toFloat32(MINUS_INFINITY, RNE, fcsr));
        assertResult(0x8000_0000, 0, Float64.toFloat32(MINUS_ZERO, RNE, fcsr));
    }

    private static long bits(double value) {
        return Double.doubleToRawLongBits(value);
    }

    /** The result, and the flags raised since the last time. */
    private void assertResult(long bits, int flags, long actual) {
        assertEquals(Long.toHexString(bits), Long.toHexString(actual));
        assertEquals(flags, fcsr.flags);
        fcsr.flags = 0;
    }

    private void assertResult(int bits, int flags, int actual) {
        assertEquals(Integer.toHexString(bits), Integer.toHexString(actual));
        assertEquals(flags, fcsr.flags);
        fcsr.flags = 0;
    }
}
