package org.backplane.cpu.riscv;

/**
 * The F and D instructions as translated code has them, on the contents of registers: what the host answers without an
 * exception, else {@link Float64#UNSURE}. They go where {@link Fpu} goes, only not beyond the host. The last argument is
 * what {@link RegionContext} says.
 */
final class FloatByHost {
    private static final long SIGN = 1L << 63;
    private static final int SIGN_32 = 1 << 31;

    private FloatByHost() {}

    // ---- double precision

    static long fmadd(long a, long b, long c) {
        return Float64.fused(Double.longBitsToDouble(a), Double.longBitsToDouble(b), Double.longBitsToDouble(c));
    }

    static long fmsub(long a, long b, long c) {
        return Float64.fused(Double.longBitsToDouble(a), Double.longBitsToDouble(b), -Double.longBitsToDouble(c));
    }

    static long fnmsub(long a, long b, long c) {
        return Float64.fused(-Double.longBitsToDouble(a), Double.longBitsToDouble(b), Double.longBitsToDouble(c));
    }

    static long fnmadd(long a, long b, long c) {
        return Float64.fused(-Double.longBitsToDouble(a), Double.longBitsToDouble(b), -Double.longBitsToDouble(c));
    }

    static long fmadd(long a, long b, long c, int context) {
        return Float64.fmaByHost(a, b, c, context);
    }

    static long fmsub(long a, long b, long c, int context) {
        return Float64.fmaByHost(a, b, c ^ SIGN, context);
    }

    static long fnmsub(long a, long b, long c, int context) {
        return Float64.fmaByHost(a ^ SIGN, b, c, context);
    }

    static long fnmadd(long a, long b, long c, int context) {
        return Float64.fmaByHost(a ^ SIGN, b, c ^ SIGN, context);
    }

    static long toInt32(long a, int rm, int context) {
        return FloatToInteger.toInt32ByHost(Double.longBitsToDouble(a), rm, context);
    }

    static long toUint32(long a, int rm, int context) {
        return FloatToInteger.toUint32ByHost(Double.longBitsToDouble(a), rm, context);
    }

    static long toInt64(long a, int rm, int context) {
        return FloatToInteger.toInt64ByHost(Double.longBitsToDouble(a), rm, context);
    }

    static long toUint64(long a, int rm, int context) {
        return FloatToInteger.toUint64ByHost(Double.longBitsToDouble(a), rm, context);
    }

    static long toSingle(long a, int context) {
        return Fpu.box(Float64.toFloat32ByHost(a, context));
    }

    static long toDouble(long a) {
        return Float32.toFloat64ByHost(Fpu.unbox(a));
    }

    // ---- single precision

    static long addSingle(long a, long b, int context) {
        return Fpu.box(Float32.addByHost(Fpu.unbox(a), Fpu.unbox(b), context));
    }

    static long subSingle(long a, long b, int context) {
        return Fpu.box(Float32.subByHost(Fpu.unbox(a), Fpu.unbox(b), context));
    }

    static long mulSingle(long a, long b, int context) {
        return Fpu.box(Float32.mulByHost(Fpu.unbox(a), Fpu.unbox(b), context));
    }

    static long divSingle(long a, long b, int context) {
        return Fpu.box(Float32.divByHost(Fpu.unbox(a), Fpu.unbox(b), context));
    }

    static long sqrtSingle(long a, int context) {
        return Fpu.box(Float32.sqrtByHost(Fpu.unbox(a), context));
    }

    static long fmaddSingle(long a, long b, long c, int context) {
        return fma(Fpu.unbox(a), Fpu.unbox(b), Fpu.unbox(c), context);
    }

    static long fmsubSingle(long a, long b, long c, int context) {
        return fma(Fpu.unbox(a), Fpu.unbox(b), Fpu.unbox(c) ^ SIGN_32, context);
    }

    static long fnmsubSingle(long a, long b, long c, int context) {
        return fma(Fpu.unbox(a) ^ SIGN_32, Fpu.unbox(b), Fpu.unbox(c), context);
    }

    static long fnmaddSingle(long a, long b, long c, int context) {
        return fma(Fpu.unbox(a) ^ SIGN_32, Fpu.unbox(b), Fpu.unbox(c) ^ SIGN_32, context);
    }

    private static long fma(int a, int b, int c, int context) {
        return Fpu.box(Float32.fmaByHost(a, b, c, context));
    }

    static long minSingle(long a, long b) {
        return Fpu.box(Float32.minByHost(Fpu.unbox(a), Fpu.unbox(b)));
    }

    static long maxSingle(long a, long b) {
        return Fpu.box(Float32.maxByHost(Fpu.unbox(a), Fpu.unbox(b)));
    }

    static long sgnjSingle(long a, long b) {
        return Fpu.box(Float32.sgnj(Fpu.unbox(a), Fpu.unbox(b)));
    }

    static long sgnjnSingle(long a, long b) {
        return Fpu.box(Float32.sgnjn(Fpu.unbox(a), Fpu.unbox(b)));
    }

    static long sgnjxSingle(long a, long b) {
        return Fpu.box(Float32.sgnjx(Fpu.unbox(a), Fpu.unbox(b)));
    }

    static long eqSingle(long a, long b) {
        return Float32.eqByHost(Fpu.unbox(a), Fpu.unbox(b));
    }

    static long ltSingle(long a, long b) {
        return Float32.ltByHost(Fpu.unbox(a), Fpu.unbox(b));
    }

    static long leSingle(long a, long b) {
        return Float32.leByHost(Fpu.unbox(a), Fpu.unbox(b));
    }

    static long classifySingle(long a) {
        return Float32.classify(Fpu.unbox(a));
    }

    static long toInt32FromSingle(long a, int rm, int context) {
        return FloatToInteger.toInt32ByHost(Float.intBitsToFloat(Fpu.unbox(a)), rm, context);
    }

    static long toUint32FromSingle(long a, int rm, int context) {
        return FloatToInteger.toUint32ByHost(Float.intBitsToFloat(Fpu.unbox(a)), rm, context);
    }

    static long toInt64FromSingle(long a, int rm, int context) {
        return FloatToInteger.toInt64ByHost(Float.intBitsToFloat(Fpu.unbox(a)), rm, context);
    }

    static long toUint64FromSingle(long a, int rm, int context) {
        return FloatToInteger.toUint64ByHost(Float.intBitsToFloat(Fpu.unbox(a)), rm, context);
    }

    static long singleFromInt32(int value, int context) {
        return singleFromInt64(value, context);
    }

    static long singleFromUint32(int value, int context) {
        return singleFromInt64(Integer.toUnsignedLong(value), context);
    }

    static long singleFromInt64(long value, int context) {
        return Fpu.box(Float32.fromInt64ByHost(value, context));
    }

    static long singleFromUint64(long value, int context) {
        return Fpu.box(Float32.fromUint64ByHost(value, context));
    }
}
