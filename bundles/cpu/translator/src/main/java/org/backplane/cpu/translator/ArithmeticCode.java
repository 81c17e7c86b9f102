package org.backplane.cpu.translator;

import static java.lang.constant.ConstantDescs.CD_Long;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import java.lang.constant.MethodTypeDesc;

/** The bytecode of {@link Arithmetic}: takes two values from the stack and leaves the result there. */
final class ArithmeticCode {
    private static final MethodTypeDesc COMPARE = MethodTypeDesc.of(CD_int, CD_long, CD_long);

    private ArithmeticCode() {}

    /** Whether the right value changes nothing: guests move registers by adding zero. */
    static boolean isIdle(Step.Compute compute) {
        boolean additive = switch (compute.kind()) {
            case ADD, SUBTRACT, OR, XOR, ADD_WORD, SUBTRACT_WORD -> true;
            case MULTIPLY,
                    AND,
                    SHIFT_LEFT,
                    SHIFT_RIGHT,
                    SHIFT_RIGHT_UNSIGNED,
                    LESS,
                    LESS_UNSIGNED,
                    MULTIPLY_WORD,
                    SHIFT_LEFT_WORD,
                    SHIFT_RIGHT_WORD,
                    SHIFT_RIGHT_UNSIGNED_WORD -> false;
        };
        return additive && compute.right() instanceof Value.Constant(long value) && value == 0;
    }

    /** An operation on {@code long}s; of shifts, the right value is an {@code int}. */
    static void ofLongs(Arithmetic kind, CodeWriter out) {
        switch (kind) {
            case ADD -> out.ladd();
            case SUBTRACT -> out.lsub();
            case MULTIPLY -> out.lmul();
            case AND -> out.land();
            case OR -> out.lor();
            case XOR -> out.lxor();
            case SHIFT_LEFT -> out.lshl();
            case SHIFT_RIGHT -> out.lshr();
            case SHIFT_RIGHT_UNSIGNED -> out.lushr();
            case LESS -> oneIfLess(out.lcmp());
            case LESS_UNSIGNED -> oneIfLess(compareUnsigned(out));
            default -> throw new IllegalArgumentException("no operation of 64 bits: " + kind);
        }
    }

    /** An operation on {@code int}s. */
    static void ofWords(Arithmetic kind, CodeWriter out) {
        switch (kind) {
            case ADD_WORD -> out.iadd();
            case SUBTRACT_WORD -> out.isub();
            case MULTIPLY_WORD -> out.imul();
            case SHIFT_LEFT_WORD -> out.ishl();
            case SHIFT_RIGHT_WORD -> out.ishr();
            case SHIFT_RIGHT_UNSIGNED_WORD -> out.iushr();
            default -> throw new IllegalArgumentException("no operation of words: " + kind);
        }
    }

    /** Like {@code lcmp}, of values without a sign. */
    static CodeWriter compareUnsigned(CodeWriter out) {
        return out.invokestatic(CD_Long, "compareUnsigned", COMPARE);
    }

    private static void oneIfLess(CodeWriter compared) {
        var no = compared.newLabel();
        var done = compared.newLabel();
        compared.ifge(no).loadConstant(1L).goto_(done);
        compared.bind(no).loadConstant(0L);
        compared.bindWithLong(done);
    }
}
