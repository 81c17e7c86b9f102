package org.backplane.cpu.riscv;

import static org.backplane.cpu.riscv.Fcsr.NV;
import static org.backplane.cpu.riscv.Fcsr.NX;
import static org.backplane.cpu.riscv.Fcsr.RDN;
import static org.backplane.cpu.riscv.Fcsr.RMM;
import static org.backplane.cpu.riscv.Fcsr.RNE;
import static org.backplane.cpu.riscv.Fcsr.RTZ;
import static org.backplane.cpu.riscv.Fcsr.RUP;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FloatToIntegerTest {
    private final Fcsr fcsr = new Fcsr();

    @Test
    void fractionsGoWhereTheModeSays() {
        assertRounded(2.5, 2, 2, 2, 3, 3);
        assertRounded(3.5, 4, 3, 3, 4, 4);
        assertRounded(-2.5, -2, -2, -3, -2, -3);
        assertRounded(-0.5, 0, 0, -1, 0, -1);
        assertRounded(0x1.fffffffffffffp-2, 0, 0, 0, 1, 0);
        assertRounded(0x1p52 - 0.5, 1L << 52, (1L << 52) - 1, (1L << 52) - 1, 1L << 52, 1L << 52);
    }

    @Test
    void wholeNumbersAreExact() {
        assertResult(0, 0, FloatToInteger.toInt64(-0.0, RNE, fcsr));
        assertResult(Long.MIN_VALUE, 0, FloatToInteger.toInt64(-0x1p63, RTZ, fcsr));
        assertResult(0xffff_ffff_ffff_f800L, 0, FloatToInteger.toUint64(0x1.fffffffffffffp63, RMM, fcsr));
        assertResult(Integer.MIN_VALUE, 0, FloatToInteger.toInt32(-0x1p31, RTZ, fcsr));
    }

    @Test
    void whatDoesNotFitIsTheNearestEndAndInvalid() {
        assertResult(Long.MAX_VALUE, NV, FloatToInteger.toInt64(0x1p63, RTZ, fcsr));
        assertResult(Long.MIN_VALUE, NV, FloatToInteger.toInt64(-0x1.0000000000001p63, RTZ, fcsr));
        assertResult(-1, NV, FloatToInteger.toUint64(0x1p64, RTZ, fcsr));
        assertResult(0, NV, FloatToInteger.toUint64(-1, RTZ, fcsr));
        assertResult(Integer.MAX_VALUE, NV, FloatToInteger.toInt32(0x1p31, RTZ, fcsr));
        assertResult(Integer.MIN_VALUE, NV, FloatToInteger.toInt32(Double.NEGATIVE_INFINITY, RTZ, fcsr));
        assertResult(-1, NV, FloatToInteger.toUint32(Double.POSITIVE_INFINITY, RTZ, fcsr));
    }

    @Test
    void nanIsLikeTooGreatANumber() {
        double nan = Double.longBitsToDouble(0xfff8_0000_0000_0000L);
        assertResult(Integer.MAX_VALUE, NV, FloatToInteger.toInt32(nan, RNE, fcsr));
        assertResult(-1, NV, FloatToInteger.toUint32(nan, RTZ, fcsr));
        assertResult(Long.MAX_VALUE, NV, FloatToInteger.toInt64(nan, RDN, fcsr));
        assertResult(-1, NV, FloatToInteger.toUint64(nan, RMM, fcsr));
    }

    @Test
    void theRangeAppliesToWhatIsRounded() {
        assertResult(Integer.MAX_VALUE, NX, FloatToInteger.toInt32(0x1p31 - 0.5, RTZ, fcsr));
        assertResult(Integer.MAX_VALUE, NV, FloatToInteger.toInt32(0x1p31 - 0.5, RNE, fcsr));
        assertResult(Integer.MIN_VALUE, NX, FloatToInteger.toInt32(-0x1p31 - 0.5, RNE, fcsr));
        assertResult(Integer.MIN_VALUE, NV, FloatToInteger.toInt32(-0x1p31 - 0.5, RMM, fcsr));
        assertResult(0, NX, FloatToInteger.toUint32(-0.5, RNE, fcsr));
        assertResult(0, NV, FloatToInteger.toUint32(-0.5, RDN, fcsr));
        assertResult(0, NX, FloatToInteger.toUint64(-0.9, RUP, fcsr));
        assertResult(0, NV, FloatToInteger.toUint64(-0.5, RMM, fcsr));
    }

    @Test
    void anUnsignedWordIsSignExtended() {
        assertResult(Integer.MIN_VALUE, 0, FloatToInteger.toUint32(0x1p31, RTZ, fcsr));
        assertResult(-1, 0, FloatToInteger.toUint32(0x1p32 - 1, RTZ, fcsr));
    }

    private void assertRounded(double x, long rne, long rtz, long rdn, long rup, long rmm) {
        assertResult(rne, NX, FloatToInteger.toInt64(x, RNE, fcsr));
        assertResult(rtz, NX, FloatToInteger.toInt64(x, RTZ, fcsr));
        assertResult(rdn, NX, FloatToInteger.toInt64(x, RDN, fcsr));
        assertResult(rup, NX, FloatToInteger.toInt64(x, RUP, fcsr));
        assertResult(rmm, NX, FloatToInteger.toInt64(x, RMM, fcsr));
    }

    /** The result, and the flags raised since the last time. */
    private void assertResult(long integer, int flags, long actual) {
        assertEquals(integer, actual);
        assertEquals(flags, fcsr.flags);
        fcsr.flags = 0;
    }
}
