package org.backplane.cpu.riscv;

/**
 * The F and D instructions on the register file: NaN boxes, rounding modes and the flag that says floating-point
 * state has changed. The arithmetic is in {@link Float32} and {@link Float64}.
 */
final class Fpu {
    /** What is above a single-precision value in a register. */
    static final long BOX = 0xffff_ffffL << 32;

    private static final int NAN = 0x7fc0_0000;
    private static final int SIGN = 1 << 31;
    private static final long SIGN_64 = 1L << 63;
    private static final int DYNAMIC = 7;

    private final HartState state;
    private final long[] x;
    private final long[] f;
    private final Fcsr fcsr;
    private final Trap trap;

    Fpu(HartState state, Trap trap) {
        this.state = state;
        this.x = state.x;
        this.f = state.f;
        this.fcsr = state.fcsr;
        this.trap = trap;
    }

    /** A single-precision value as a register holds it. */
    static long box(int value) {
        return value | BOX;
    }

    /** The single-precision value of a register; what is not boxed is a NaN. */
    static int unbox(long register) {
        return register >>> 32 == 0xffff_ffffL ? (int) register : NAN;
    }

    /** Executes an operation of {@link Op#floating} that is not a load or store. */
    void execute(long word) {
        requireOn();
        int op = Code.op(word);
        long a = f[Code.rs1(word)];
        long b = f[Code.rs2(word)];
        if (op >= Op.FMADD_D) {
            executeDouble(op, word, a, b);
        } else {
            executeSingle(op, word, unbox(a), unbox(b));
        }
        state.mstatus |= Mstatus.FS_DIRTY;
    }

    /** Traps if floating point is off. */
    void requireOn() {
        if ((state.mstatus & Mstatus.FS) == 0) {
            throw illegal();
        }
    }

    /** The trap for what is no instruction here; what executes it fills in the bits. */
    private Trap illegal() {
        return trap.with(Trap.ILLEGAL_INSTRUCTION, 0);
    }

    private int rounding(long word) {
        int mode = Code.rm(word);
        if (mode == DYNAMIC) {
            mode = fcsr.rounding;
        }
        if (mode > Fcsr.RMM) {
            throw illegal();
        }
        return mode;
    }

    private void executeDouble(int op, long word, long a, long b) {
        int rd = Code.rd(word);
        switch (op) {
            case Op.FMADD_D -> f[rd] = Float64.fma(a, b, f[Code.rs3(word)], rounding(word), fcsr);
            case Op.FMSUB_D -> f[rd] = Float64.fma(a, b, f[Code.rs3(word)] ^ SIGN_64, rounding(word), fcsr);
            case Op.FNMSUB_D -> f[rd] = Float64.fma(a ^ SIGN_64, b, f[Code.rs3(word)], rounding(word), fcsr);
            case Op.FNMADD_D -> f[rd] = Float64.fma(a ^ SIGN_64, b, f[Code.rs3(word)] ^ SIGN_64, rounding(word), fcsr);
            case Op.FADD_D -> f[rd] = Float64.add(a, b, rounding(word), fcsr);
            case Op.FSUB_D -> f[rd] = Float64.sub(a, b, rounding(word), fcsr);
            case Op.FMUL_D -> f[rd] = Float64.mul(a, b, rounding(word), fcsr);
            case Op.FDIV_D -> f[rd] = Float64.div(a, b, rounding(word), fcsr);
            case Op.FSQRT_D -> f[rd] = Float64.sqrt(a, rounding(word), fcsr);
            case Op.FSGNJ_D -> f[rd] = Float64.sgnj(a, b);
            case Op.FSGNJN_D -> f[rd] = Float64.sgnjn(a, b);
            case Op.FSGNJX_D -> f[rd] = Float64.sgnjx(a, b);
            case Op.FMIN_D -> f[rd] = Float64.min(a, b, fcsr);
            case Op.FMAX_D -> f[rd] = Float64.max(a, b, fcsr);
            case Op.FCVT_S_D -> f[rd] = box(Float64.toFloat32(a, rounding(word), fcsr));
            case Op.FCVT_D_S -> f[rd] = widen(word, a);
            case Op.FEQ_D -> x[rd] = Float64.eq(a, b, fcsr);
            case Op.FLT_D -> x[rd] = Float64.lt(a, b, fcsr);
            case Op.FLE_D -> x[rd] = Float64.le(a, b, fcsr);
            case Op.FCLASS_D -> x[rd] = Float64.classify(a);
            case Op.FCVT_W_D -> x[rd] = Float64.toInt32(a, rounding(word), fcsr);
            case Op.FCVT_WU_D -> x[rd] = Float64.toUint32(a, rounding(word), fcsr);
            case Op.FCVT_L_D -> x[rd] = Float64.toInt64(a, rounding(word), fcsr);
            case Op.FCVT_LU_D -> x[rd] = Float64.toUint64(a, rounding(word), fcsr);
            case Op.FMV_X_D -> x[rd] = a;
            default -> executeToDouble(op, word, x[Code.rs1(word)]);
        }
    }

    private void executeToDouble(int op, long word, long value) {
        int rd = Code.rd(word);
        switch (op) {
            case Op.FMV_D_X -> f[rd] = value;
            case Op.FCVT_D_L -> f[rd] = Float64.fromInt64(value, rounding(word), fcsr);
            case Op.FCVT_D_LU -> f[rd] = Float64.fromUint64(value, rounding(word), fcsr);
            default -> {
                // exact, but a reserved rounding mode is no instruction all the same
                rounding(word);
                f[rd] = op == Op.FCVT_D_W ? Float64.fromInt32((int) value) : Float64.fromUint32((int) value);
            }
        }
    }

    private long widen(long word, long register) {
        rounding(word);
        return Float32.toFloat64(unbox(register), fcsr);
    }

    private void executeSingle(int op, long word, int a, int b) {
        int rd = Code.rd(word);
        switch (op) {
            case Op.FMADD_S -> f[rd] = box(Float32.fma(a, b, third(word), rounding(word), fcsr));
            case Op.FMSUB_S -> f[rd] = box(Float32.fma(a, b, third(word) ^ SIGN, rounding(word), fcsr));
            case Op.FNMSUB_S -> f[rd] = box(Float32.fma(a ^ SIGN, b, third(word), rounding(word), fcsr));
            case Op.FNMADD_S -> f[rd] = box(Float32.fma(a ^ SIGN, b, third(word) ^ SIGN, rounding(word), fcsr));
            case Op.FADD_S -> f[rd] = box(Float32.add(a, b, rounding(word), fcsr));
            case Op.FSUB_S -> f[rd] = box(Float32.sub(a, b, rounding(word), fcsr));
            case Op.FMUL_S -> f[rd] = box(Float32.mul(a, b, rounding(word), fcsr));
            case Op.FDIV_S -> f[rd] = box(Float32.div(a, b, rounding(word), fcsr));
            case Op.FSQRT_S -> f[rd] = box(Float32.sqrt(a, rounding(word), fcsr));
            case Op.FSGNJ_S -> f[rd] = box(Float32.sgnj(a, b));
            case Op.FSGNJN_S -> f[rd] = box(Float32.sgnjn(a, b));
            case Op.FSGNJX_S -> f[rd] = box(Float32.sgnjx(a, b));
            case Op.FMIN_S -> f[rd] = box(Float32.min(a, b, fcsr));
            case Op.FMAX_S -> f[rd] = box(Float32.max(a, b, fcsr));
            case Op.FEQ_S -> x[rd] = Float32.eq(a, b, fcsr);
            case Op.FLT_S -> x[rd] = Float32.lt(a, b, fcsr);
            case Op.FLE_S -> x[rd] = Float32.le(a, b, fcsr);
            case Op.FCLASS_S -> x[rd] = Float32.classify(a);
            case Op.FCVT_W_S -> x[rd] = Float32.toInt32(a, rounding(word), fcsr);
            case Op.FCVT_WU_S -> x[rd] = Float32.toUint32(a, rounding(word), fcsr);
            case Op.FCVT_L_S -> x[rd] = Float32.toInt64(a, rounding(word), fcsr);
            case Op.FCVT_LU_S -> x[rd] = Float32.toUint64(a, rounding(word), fcsr);
            // the bits as they are, boxed or not
            case Op.FMV_X_W -> x[rd] = (int) f[Code.rs1(word)];
            default -> f[rd] = box(toSingle(op, word, x[Code.rs1(word)]));
        }
    }

    private int toSingle(int op, long word, long value) {
        return switch (op) {
            case Op.FMV_W_X -> (int) value;
            case Op.FCVT_S_W -> Float32.fromInt32((int) value, rounding(word), fcsr);
            case Op.FCVT_S_WU -> Float32.fromUint32((int) value, rounding(word), fcsr);
            case Op.FCVT_S_L -> Float32.fromInt64(value, rounding(word), fcsr);
            case Op.FCVT_S_LU -> Float32.fromUint64(value, rounding(word), fcsr);
            default -> throw new IllegalArgumentException("no floating-point operation: " + op);
        };
    }

    private int third(long word) {
        return unbox(f[Code.rs3(word)]);
    }
}
