package org.backplane.cpu.translator;

import org.backplane.cpu.translator.CodeWriter.Label;

/**
 * Looks at doubles by their bits, without a call: HotSpot may take it for too rare to be worth inlining, and then a loop
 * keeps nothing in registers.
 */
final class DoubleCode {
    private static final long MAGNITUDE = Long.MAX_VALUE;
    private static final long INFINITY = 0x7ffL << 52;
    private static final long LEAST_NORMAL = 1L << 52;

    private DoubleCode() {}

    /** Goes elsewhere if the double on the stack is infinite or none. */
    static void ifNotFinite(CodeWriter out, Label target) {
        magnitude(out).loadConstant(INFINITY).lcmp().ifge(target);
    }

    /** Goes elsewhere unless the double on the stack is normal, and not the least one, to which a subnormal may be rounded. */
    static void ifNotNormal(CodeWriter out, Label target) {
        magnitude(out).loadConstant(LEAST_NORMAL + 1).lsub().loadConstant(INFINITY - LEAST_NORMAL - 1);
        ArithmeticCode.compareUnsigned(out).ifge(target);
    }

    /** Goes elsewhere if the double on the stack is zero. */
    static void ifZero(CodeWriter out, Label target) {
        magnitude(out).loadConstant(0L).lcmp().ifeq(target);
    }

    static void ifNotZero(CodeWriter out, Label target) {
        magnitude(out).loadConstant(0L).lcmp().ifne(target);
    }

    /** Goes elsewhere if the magnitude of the double on the stack has greater bits than that. */
    static void ifBeyond(CodeWriter out, long limit, Label target) {
        magnitude(out).loadConstant(limit).lcmp().ifgt(target);
    }

    private static CodeWriter magnitude(CodeWriter out) {
        return out.loadConstant(MAGNITUDE).land();
    }
}
