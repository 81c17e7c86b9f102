package org.backplane.cpu.riscv;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import org.backplane.cpu.translator.Arithmetic;
import org.backplane.cpu.translator.GuestState;
import org.backplane.cpu.translator.Leave;
import org.backplane.cpu.translator.Step;
import org.backplane.cpu.translator.Step.Extension;
import org.backplane.cpu.translator.Step.Sure;
import org.backplane.cpu.translator.Value;

/**
 * What F and D instructions do, in the translator's terms. Regions have them in the usual state only: the unit on and
 * dirty, rounding to the nearest, no exception that is not accrued yet. Each instruction asks for what it needs of that.
 */
final class FloatLowering {
    private static final ClassDesc HOST = desc(FloatByHost.class);
    private static final ClassDesc DOUBLE = desc(Float64.class);
    private static final MethodTypeDesc UNARY = MethodTypeDesc.of(CD_long, CD_long);
    private static final MethodTypeDesc BINARY = MethodTypeDesc.of(CD_long, CD_long, CD_long);
    private static final MethodTypeDesc UNARY_IN_CONTEXT = MethodTypeDesc.of(CD_long, CD_long, CD_int);
    private static final MethodTypeDesc BINARY_IN_CONTEXT = MethodTypeDesc.of(CD_long, CD_long, CD_long, CD_int);
    private static final MethodTypeDesc FUSED = MethodTypeDesc.of(CD_long, CD_long, CD_long, CD_long, CD_int);
    private static final MethodTypeDesc TO_INTEGER = MethodTypeDesc.of(CD_long, CD_long, CD_int, CD_int);
    private static final MethodTypeDesc FROM_WORD = MethodTypeDesc.of(CD_long, CD_int);
    private static final MethodTypeDesc FROM_WORD_IN_CONTEXT = MethodTypeDesc.of(CD_long, CD_int, CD_int);
    private static final Value CONTEXT = new Value.Context();
    private static final Value NOTHING_ACCRUED = Value.of(0);
    private static final Step ON = new Step.Require(RegionContext.ON, Leave.FLOATING);
    private static final Step DIRTY = new Step.Require(RegionContext.DIRTY, Leave.FLOATING);
    private static final Step DIRTY_AND_NEAREST =
            new Step.Require(RegionContext.DIRTY | RegionContext.NEAREST, Leave.FLOATING);
    private static final Sure FINITE = new Sure.Finite();
    private static final List<Step> NEVER = List.of(new Step.LeaveHere(Leave.FLOATING));
    private static final int DYNAMIC = 7;

    private final long word;
    private final boolean inexact;

    /**
     * An instruction's meaning.
     *
     * @param inexact whether to take for granted that {@link Fcsr#NX} is accrued: what asks whether a result is exact may
     *     call, and a call in a loop is what slows all of it down
     */
    FloatLowering(long word, boolean inexact) {
        this.word = word;
        this.inexact = inexact;
    }

    private static ClassDesc desc(Class<?> type) {
        return ClassDesc.of(type.getName());
    }

    List<Step> steps() {
        return switch (Code.op(word)) {
            case Op.FLW -> load(4, Extension.ONES);
            case Op.FLD -> load(8, Extension.SIGN);
            case Op.FSW -> store(4);
            case Op.FSD -> store(8);

            case Op.FMADD_D -> fusedDouble("fmadd");
            case Op.FMSUB_D -> fusedDouble("fmsub");
            case Op.FNMSUB_D -> fusedDouble("fnmsub");
            case Op.FNMADD_D -> fusedDouble("fnmadd");
            case Op.FADD_D -> inexact ? checked(DOUBLE, "sum", FINITE, a(), b()) : binary(DOUBLE, "addByHost");
            case Op.FSUB_D -> inexact ? checked(DOUBLE, "difference", FINITE, a(), b()) : binary(DOUBLE, "subByHost");
            case Op.FMUL_D ->
                inexact ? checked(DOUBLE, "product", normalOrZeroOf(a(), b()), a(), b()) : binary(DOUBLE, "mulByHost");
            case Op.FDIV_D ->
                inexact ? checked(DOUBLE, "quotient", normalOrZeroOf(a()), a(), b()) : binary(DOUBLE, "divByHost");
            case Op.FSQRT_D ->
                inexact ? checked(DOUBLE, "root", normalOrZeroOf(a()), a()) : unary(DOUBLE, "sqrtByHost");
            case Op.FSGNJ_D -> Code.rs1(word) == Code.rs2(word) ? copy(toF(), a()) : sign(DOUBLE, "sgnj");
            case Op.FSGNJN_D -> sign(DOUBLE, "sgnjn");
            case Op.FSGNJX_D -> sign(DOUBLE, "sgnjx");
            case Op.FMIN_D -> exact(attempt(DOUBLE, "minByHost", BINARY, toF(), a(), b()));
            case Op.FMAX_D -> exact(attempt(DOUBLE, "maxByHost", BINARY, toF(), a(), b()));
            case Op.FEQ_D -> exact(attempt(DOUBLE, "eqByHost", BINARY, toX(), a(), b()));
            case Op.FLT_D -> exact(attempt(DOUBLE, "ltByHost", BINARY, toX(), a(), b()));
            case Op.FLE_D -> exact(attempt(DOUBLE, "leByHost", BINARY, toX(), a(), b()));
            case Op.FCLASS_D -> exact(new Step.Call(DOUBLE, "classify", UNARY, toX(), List.of(a())));
            case Op.FCVT_W_D -> toInteger("toInt32");
            case Op.FCVT_WU_D -> toInteger("toUint32");
            case Op.FCVT_L_D -> toInteger("toInt64");
            case Op.FCVT_LU_D -> toInteger("toUint64");
            case Op.FCVT_D_W -> fromExactWord("fromInt32");
            case Op.FCVT_D_WU -> fromExactWord("fromUint32");
            case Op.FCVT_D_L -> fromInteger(DOUBLE, "fromInt64ByHost", UNARY_IN_CONTEXT);
            case Op.FCVT_D_LU -> fromInteger(DOUBLE, "fromUint64ByHost", UNARY_IN_CONTEXT);
            case Op.FMV_X_D -> copy(toX(), a());
            case Op.FMV_D_X -> copy(toF(), x());
            case Op.FCVT_S_D -> converted(attempt(HOST, "toSingle", UNARY_IN_CONTEXT, toF(), a(), accrued()));
            case Op.FCVT_D_S -> converted(attempt(HOST, "toDouble", UNARY, toF(), a()));

            case Op.FMADD_S -> fused("fmaddSingle");
            case Op.FMSUB_S -> fused("fmsubSingle");
            case Op.FNMSUB_S -> fused("fnmsubSingle");
            case Op.FNMADD_S -> fused("fnmaddSingle");
            case Op.FADD_S -> binary(HOST, "addSingle");
            case Op.FSUB_S -> binary(HOST, "subSingle");
            case Op.FMUL_S -> binary(HOST, "mulSingle");
            case Op.FDIV_S -> binary(HOST, "divSingle");
            case Op.FSQRT_S -> unary(HOST, "sqrtSingle");
            case Op.FSGNJ_S -> sign(HOST, "sgnjSingle");
            case Op.FSGNJN_S -> sign(HOST, "sgnjnSingle");
            case Op.FSGNJX_S -> sign(HOST, "sgnjxSingle");
            case Op.FMIN_S -> exact(attempt(HOST, "minSingle", BINARY, toF(), a(), b()));
            case Op.FMAX_S -> exact(attempt(HOST, "maxSingle", BINARY, toF(), a(), b()));
            case Op.FEQ_S -> exact(attempt(HOST, "eqSingle", BINARY, toX(), a(), b()));
            case Op.FLT_S -> exact(attempt(HOST, "ltSingle", BINARY, toX(), a(), b()));
            case Op.FLE_S -> exact(attempt(HOST, "leSingle", BINARY, toX(), a(), b()));
            case Op.FCLASS_S -> exact(new Step.Call(HOST, "classifySingle", UNARY, toX(), List.of(a())));
            case Op.FCVT_W_S -> toInteger("toInt32FromSingle");
            case Op.FCVT_WU_S -> toInteger("toUint32FromSingle");
            case Op.FCVT_L_S -> toInteger("toInt64FromSingle");
            case Op.FCVT_LU_S -> toInteger("toUint64FromSingle");
            case Op.FCVT_S_W -> fromInteger(HOST, "singleFromInt32", FROM_WORD_IN_CONTEXT);
            case Op.FCVT_S_WU -> fromInteger(HOST, "singleFromUint32", FROM_WORD_IN_CONTEXT);
            case Op.FCVT_S_L -> fromInteger(HOST, "singleFromInt64", UNARY_IN_CONTEXT);
            case Op.FCVT_S_LU -> fromInteger(HOST, "singleFromUint64", UNARY_IN_CONTEXT);
            case Op.FMV_X_W -> exact(new Step.Compute(Arithmetic.ADD_WORD, toX(), a(), Value.of(0)));
            case Op.FMV_W_X -> exact(new Step.Compute(Arithmetic.OR, toF(), x(), Value.of(Fpu.BOX)));
            default -> NEVER;
        };
    }

    // ---- operands

    private static Value f(int register) {
        return Value.slot(GuestState.REGISTERS + register);
    }

    private Value a() {
        return f(Code.rs1(word));
    }

    private Value b() {
        return f(Code.rs2(word));
    }

    private Value x() {
        return Lowering.x(Code.rs1(word));
    }

    private int toF() {
        return GuestState.REGISTERS + Code.rd(word);
    }

    private int toX() {
        return Code.rd(word);
    }

    /** What a conversion may take for granted: in other modes than to the nearest, that nothing was inexact. */
    private Value accrued() {
        return rounding() == Fcsr.RNE ? CONTEXT : NOTHING_ACCRUED;
    }

    /** The mode of the instruction, or that which {@link #converted} asks for. */
    private int rounding() {
        return Code.rm(word) == DYNAMIC ? Fcsr.RNE : Code.rm(word);
    }

    // ---- forms

    private List<Step> load(int bytes, Extension extension) {
        var base = Lowering.x(Code.rs1(word));
        return List.of(DIRTY, new Step.Load(toF(), base, Code.immediate(word), bytes, extension));
    }

    private List<Step> store(int bytes) {
        return List.of(ON, new Step.Store(b(), Lowering.x(Code.rs1(word)), Code.immediate(word), bytes));
    }

    private static Step attempt(ClassDesc owner, String method, MethodTypeDesc type, int target, Value... arguments) {
        return new Step.Try(owner, method, type, target, List.of(arguments), Float64.UNSURE, Leave.FLOATING);
    }

    private static Sure normalOrZeroOf(Value... arguments) {
        return new Sure.Normal(List.of(arguments), List.of(), 0);
    }

    /** What the host computes, if that is sure to be right where inexactness is accrued; see {@link Float64}. */
    private List<Step> checked(ClassDesc owner, String method, Sure sure, Value... arguments) {
        if (rounding() != Fcsr.RNE) {
            return NEVER;
        }
        int mode = Code.rm(word) == DYNAMIC ? RegionContext.NEAREST : 0;
        return List.of(
                new Step.Require(RegionContext.DIRTY | mode | Fcsr.NX, Leave.FLOATING),
                new Step.Checked(new Step.Method(owner, method), sure, toF(), List.of(arguments), Leave.FLOATING));
    }

    private List<Step> fusedDouble(String method) {
        var c = f(Code.rs3(word));
        var sure = new Sure.Normal(List.of(a(), b()), List.of(c), Float64.EXACT_ERROR_BITS);
        return inexact ? checked(HOST, method, sure, a(), b(), c) : fused(method);
    }

    private List<Step> unary(ClassDesc owner, String method) {
        return rounded(attempt(owner, method, UNARY_IN_CONTEXT, toF(), a(), CONTEXT));
    }

    private List<Step> binary(ClassDesc owner, String method) {
        return rounded(attempt(owner, method, BINARY_IN_CONTEXT, toF(), a(), b(), CONTEXT));
    }

    private List<Step> fused(String method) {
        return rounded(attempt(HOST, method, FUSED, toF(), a(), b(), f(Code.rs3(word)), CONTEXT));
    }

    private List<Step> sign(ClassDesc owner, String method) {
        return exact(new Step.Call(owner, method, BINARY, toF(), List.of(a(), b())));
    }

    private List<Step> copy(int target, Value value) {
        return exact(new Step.Compute(Arithmetic.ADD, target, value, Value.of(0)));
    }

    private List<Step> toInteger(String method) {
        return converted(attempt(HOST, method, TO_INTEGER, toX(), a(), Value.of(rounding()), CONTEXT));
    }

    private List<Step> fromInteger(ClassDesc owner, String method, MethodTypeDesc type) {
        return converted(attempt(owner, method, type, toF(), x(), accrued()));
    }

    private List<Step> fromExactWord(String method) {
        return converted(new Step.Call(DOUBLE, method, FROM_WORD, toF(), List.of(x())));
    }

    /** What rounds, and so is the host's business only in its own mode. */
    private List<Step> rounded(Step step) {
        return rounding() == Fcsr.RNE ? converted(step) : NEVER;
    }

    /** What has a rounding mode, which has to be one. */
    private List<Step> converted(Step step) {
        if (Code.rm(word) == DYNAMIC) {
            return List.of(DIRTY_AND_NEAREST, step);
        }
        return Code.rm(word) > Fcsr.RMM ? NEVER : exact(step);
    }

    private List<Step> exact(Step step) {
        return List.of(DIRTY, step);
    }
}
