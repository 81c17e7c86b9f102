package org.backplane.cpu.riscv;

import static org.backplane.cpu.riscv.Fcsr.NV;
import static org.backplane.cpu.riscv.Fcsr.NX;
import static org.backplane.cpu.riscv.Fcsr.RDN;
import static org.backplane.cpu.riscv.Fcsr.RMM;
import static org.backplane.cpu.riscv.Fcsr.RNE;
import static org.backplane.cpu.riscv.Fcsr.RTZ;
import static org.backplane.cpu.riscv.Fcsr.RUP;

/**
 * Conversions of a double to an integer register. What does not fit after rounding, and NaN as if it
 * were positive, becomes the nearest end of the range and raises NV alone; the unprivileged manual,
 * section "Single-Precision Floating-Point Conversion and Move Instructions". A single is converted
 * by way of the double that equals it. What is named {@code ByHost} raises nothing, and is {@link Float64#UNSURE} where
 * it would have to.
 */
final class FloatToInteger {
    private static final double TWO_31 = 0x1p31;
    private static final double TWO_32 = 0x1p32;
    private static final double TWO_63 = 0x1p63;
    private static final double TWO_64 = 0x1p64;

    private FloatToInteger() {}

    static long toInt32(double x, int rm, Fcsr fcsr) {
        double whole = integral(x, rm);
        if (isInt32(whole)) {
            accrue(x, whole, fcsr);
            return (long) whole;
        }
        return outOfRange(x, Integer.MIN_VALUE, Integer.MAX_VALUE, fcsr);
    }

    static long toInt32ByHost(double x, int rm, int accrued) {
        double whole = integral(x, rm);
        return isInt32(whole) && raisesNothing(x, whole, accrued) ? (long) whole : Float64.UNSURE;
    }

    private static boolean isInt32(double whole) {
        return whole >= -TWO_31 && whole < TWO_31;
    }

    /** An unsigned word, sign-extended as every word in a register. */
    static long toUint32(double x, int rm, Fcsr fcsr) {
        double whole = integral(x, rm);
        if (isUint32(whole)) {
            accrue(x, whole, fcsr);
            return (int) (long) whole;
        }
        return outOfRange(x, 0, -1, fcsr);
    }

    static long toUint32ByHost(double x, int rm, int accrued) {
        double whole = integral(x, rm);
        return isUint32(whole) && raisesNothing(x, whole, accrued) ? (int) (long) whole : Float64.UNSURE;
    }

    private static boolean isUint32(double whole) {
        return whole >= 0 && whole < TWO_32;
    }

    static long toInt64(double x, int rm, Fcsr fcsr) {
        double whole = integral(x, rm);
        if (isInt64(whole)) {
            accrue(x, whole, fcsr);
            return (long) whole;
        }
        return outOfRange(x, Long.MIN_VALUE, Long.MAX_VALUE, fcsr);
    }

    static long toInt64ByHost(double x, int rm, int accrued) {
        double whole = integral(x, rm);
        return isInt64(whole) && raisesNothing(x, whole, accrued) ? (long) whole : Float64.UNSURE;
    }

    private static boolean isInt64(double whole) {
        return whole >= -TWO_63 && whole < TWO_63;
    }

    static long toUint64(double x, int rm, Fcsr fcsr) {
        double whole = integral(x, rm);
        if (isUint64(whole)) {
            accrue(x, whole, fcsr);
            return unsigned(whole);
        }
        return outOfRange(x, 0, -1, fcsr);
    }

    static long toUint64ByHost(double x, int rm, int accrued) {
        double whole = integral(x, rm);
        return isUint64(whole) && raisesNothing(x, whole, accrued) ? unsigned(whole) : Float64.UNSURE;
    }

    private static boolean isUint64(double whole) {
        return whole >= 0 && whole < TWO_64;
    }

    private static long unsigned(double whole) {
        return whole < TWO_63 ? (long) whole : (long) (whole - TWO_63) ^ Long.MIN_VALUE;
    }

    private static boolean raisesNothing(double x, double whole, int accrued) {
        return whole == x || (accrued & NX) != 0;
    }

    private static void accrue(double x, double whole, Fcsr fcsr) {
        if (whole != x) {
            fcsr.flags |= NX;
        }
    }

    private static long outOfRange(double x, long least, long greatest, Fcsr fcsr) {
        fcsr.flags |= NV;
        return x < 0 ? least : greatest;
    }

    private static double integral(double x, int rm) {
        return switch (rm) {
            case RNE -> Math.rint(x);
            case RTZ -> truncated(x);
            case RDN -> Math.floor(x);
            case RUP -> Math.ceil(x);
            case RMM -> nearestOrAway(x);
            default -> throw new IllegalArgumentException("Rounding mode " + rm);
        };
    }

    private static double truncated(double x) {
        return Math.abs(x) < TWO_63 ? (double) (long) x : x;
    }

    private static double nearestOrAway(double x) {
        double towardsZero = truncated(x);
        // The difference is exact; adding a half before truncating would not be.
        return Math.abs(x - towardsZero) >= 0.5 ? towardsZero + Math.copySign(1, x) : towardsZero;
    }
}
