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

class Float32Test {
    private static final int QUIET = 0x7fc0_0000;
    private static final int QUIET_WITH_PAYLOAD = 0xffc0_0123;
    private static final int SIGNALLING = 0xff80_0001;
    private static final int INFINITY = 0x7f80_0000;
    private static final int MINUS_INFINITY = 0xff80_0000;
    private static final int GREATEST = 0x7f7f_ffff;
    private static final int MINUS_GREATEST = 0xff7f_ffff;
    private static final int MINUS_ZERO = 0x8000_0000;
    private static final int ONE = bits(1);
    private static final int LEAST = 1;
    private static final int LEAST_NORMAL = 0x0080_0000;

    private final Fcsr fcsr = new Fcsr();

    @Test
    void nanIsCanonicalAndASignallingOneInvalid() {
        assertResult(QUIET, 0, Float32.add(QUIET_WITH_PAYLOAD, ONE, RNE, fcsr));
        assertResult(QUIET, 0, Float32.fma(ONE, ONE, QUIET_WITH_PAYLOAD, RNE, fcsr));
        assertResult(QUIET, NV, Float32.sub(ONE, SIGNALLING, RNE, fcsr));
        assertResult(QUIET, NV, Float32.sqrt(SIGNALLING, RNE, fcsr));
    }

    @Test
    void whatHasNoValueIsInvalid() {
        assertResult(QUIET, NV, Float32.add(INFINITY, MINUS_INFINITY, RNE, fcsr));
        assertResult(QUIET, NV, Float32.mul(0, MINUS_INFINITY, RNE, fcsr));
        assertResult(QUIET, NV, Float32.div(0, MINUS_ZERO, RNE, fcsr));
        assertResult(QUIET, NV, Float32.sqrt(bits(-1), RNE, fcsr));
        assertResult(QUIET, NV, Float32.fma(INFINITY, 0, QUIET, RNE, fcsr));
    }

    @Test
    void aNegativeNumberOverZeroIsMinusInfinity() {
        assertResult(MINUS_INFINITY, DZ, Float32.div(bits(-1), 0, RNE, fcsr));
    }

    @Test
    void aTieGoesWhereTheModeSays() {
        int halfUlp = bits(0x1p-24f);
        assertResult(ONE, NX, Float32.add(ONE, halfUlp, RNE, fcsr));
        assertResult(ONE + 2, NX, Float32.add(ONE + 1, halfUlp, RNE, fcsr));
        assertResult(ONE + 1, NX, Float32.add(ONE, halfUlp, RMM, fcsr));
        assertResult(ONE, NX, Float32.add(ONE, halfUlp, RTZ, fcsr));
        assertResult(ONE, NX, Float32.add(ONE, halfUlp, RDN, fcsr));
        assertResult(ONE + 1, NX, Float32.add(ONE, halfUlp, RUP, fcsr));
    }

    @Test
    void overflowIsInfiniteUnlessTheModeRoundsInward() {
        assertResult(INFINITY, OF | NX, Float32.add(GREATEST, GREATEST, RNE, fcsr));
        assertResult(GREATEST, OF | NX, Float32.add(GREATEST, GREATEST, RDN, fcsr));
        assertResult(MINUS_GREATEST, OF | NX, Float32.mul(MINUS_GREATEST, GREATEST, RUP, fcsr));
        assertResult(MINUS_INFINITY, OF | NX, Float32.div(MINUS_GREATEST, LEAST, RDN, fcsr));
    }

    @Test
    void whatRoundsToTheLeastNormalNumberMayYetBeTiny() {
        int belowOne = bits(Math.nextDown(1f));
        assertResult(LEAST_NORMAL, UF | NX, Float32.mul(LEAST_NORMAL, belowOne, RNE, fcsr));
        int tiny = bits(-0x1p-149f);
        assertResult(LEAST_NORMAL, NX, Float32.fma(tiny, bits(0x1p-25f), LEAST_NORMAL, RNE, fcsr));
        assertResult(LEAST_NORMAL - 1, UF | NX, Float32.fma(tiny, bits(0x1p-25f), LEAST_NORMAL, RTZ, fcsr));
    }

    @Test
    void inexactAccruedDoesNotHideUnderflow() {
        fcsr.flags = NX;
        assertEquals(LEAST_NORMAL, Float32.mul(LEAST_NORMAL, bits(Math.nextDown(1f)), RNE, fcsr));
        assertEquals(UF | NX, fcsr.flags);
    }

    @Test
    void exactOperationsLeaveTheFlagsAlone() {
        assertResult(bits(3), 0, Float32.add(ONE, bits(2), RNE, fcsr));
        assertResult(bits(6), 0, Float32.mul(bits(2), bits(3), RNE, fcsr));
        assertResult(bits(1.5f), 0, Float32.div(bits(3), bits(2), RNE, fcsr));
        assertResult(bits(7), 0, Float32.fma(bits(2), bits(3), ONE, RNE, fcsr));
        assertResult(bits(3), 0, Float32.sqrt(bits(9), RNE, fcsr));
        assertResult(LEAST_NORMAL >>> 1, 0, Float32.mul(LEAST_NORMAL, bits(0.5f), RNE, fcsr));
    }

    @Test
    void aFusedSumIsNotRoundedToDoubleBetween() {
        // The product is a tie of the single format; the addend is far below a double's last bit.
        int x = bits(4097);
        assertResult(bits(4097 * 4097 - 1), NX, Float32.fma(x, x, 0, RNE, fcsr));
        assertResult(bits(4097 * 4097 + 1), NX, Float32.fma(x, x, LEAST, RNE, fcsr));
    }

    @Test
    void minimumAndMaximumPreferNumbersAndKnowTheZerosApart() {
        assertResult(MINUS_ZERO, 0, Float32.min(0, MINUS_ZERO, fcsr));
        assertResult(0, 0, Float32.max(MINUS_ZERO, 0, fcsr));
        assertResult(bits(-2), 0, Float32.min(bits(-2), ONE, fcsr));
        assertResult(ONE, 0, Float32.max(bits(-2), ONE, fcsr));
        assertResult(ONE, 0, Float32.min(QUIET, ONE, fcsr));
        assertResult(ONE, NV, Float32.max(ONE, SIGNALLING, fcsr));
        assertResult(QUIET, 0, Float32.max(QUIET_WITH_PAYLOAD, QUIET_WITH_PAYLOAD, fcsr));
    }

    @Test
    void equalityIsQuietAndOrderSignalling() {
        assertEquals(1, Float32.eq(0, MINUS_ZERO, fcsr));
        assertEquals(0, Float32.eq(QUIET, QUIET, fcsr));
        assertEquals(1, Float32.lt(bits(-1), 0, fcsr));
        assertEquals(0, Float32.lt(0, 0, fcsr));
        assertEquals(1, Float32.le(0, 0, fcsr));
        assertEquals(0, fcsr.flags);
        assertEquals(0, Float32.eq(SIGNALLING, ONE, fcsr));
        assertEquals(NV, fcsr.flags);
        fcsr.flags = 0;
        assertEquals(0, Float32.lt(ONE, QUIET, fcsr));
        assertEquals(NV, fcsr.flags);
        fcsr.flags = 0;
        assertEquals(0, Float32.le(QUIET, ONE, fcsr));
        assertEquals(NV, fcsr.flags);
    }

    @Test
    void everyKindHasItsClass() {
        int[] ascending = {
            MINUS_INFINITY, bits(-1), MINUS_ZERO + 1, MINUS_ZERO, 0, LEAST, LEAST_NORMAL, INFINITY, SIGNALLING, QUIET
        };
        for (int bit = 0; bit < ascending.length; bit++) {
            assertEquals(1 << bit, Float32.classify(ascending[bit]));
        }
    }

    @Test
    void integersAreRounded() {
        assertResult(bits(0x1p24f), NX, Float32.fromInt32((1 << 24) + 1, RNE, fcsr));
        assertResult(bits(0x1p24f + 2), NX, Float32.fromInt32((1 << 24) + 1, RMM, fcsr));
        assertResult(bits(-0x1p31f), 0, Float32.fromInt32(Integer.MIN_VALUE, RNE, fcsr));
        assertResult(bits(0x1p32f), NX, Float32.fromUint32(-1, RNE, fcsr));
        assertResult(bits(0x1p63f) - 1, NX, Float32.fromInt64(Long.MAX_VALUE, RTZ, fcsr));
        assertResult(bits(0x1p64f), NX, Float32.fromUint64(-1, RUP, fcsr));
    }

    @Test
    void wideningIsExactAndMakesNaNCanonical() {
        assertEquals(Double.doubleToRawLongBits(Float.MIN_VALUE), Float32.toFloat64(LEAST, fcsr));
        assertEquals(Double.doubleToRawLongBits(-0.0), Float32.toFloat64(MINUS_ZERO, fcsr));
        assertEquals(0x7ff8_0000_0000_0000L, Float32.toFloat64(QUIET_WITH_PAYLOAD, fcsr));
        assertEquals(0, fcsr.flags);
        assertEquals(0x7ff8_0000_0000_0000L, Float32.toFloat64(SIGNALLING, fcsr));
        assertEquals(NV, fcsr.flags);
    }

    private static int bits(float value) {
        return Float.floatToRawIntBits(value);
    }

    /** The result, and the flags raised since the last time. */
    private void assertResult(int bits, int flags, int actual) {
        assertEquals(Integer.toHexString(bits), Integer.toHexString(actual));
        assertEquals(flags, fcsr.flags);
        fcsr.flags = 0;
    }
}
