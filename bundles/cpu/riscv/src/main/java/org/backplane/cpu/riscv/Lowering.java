package org.backplane.cpu.riscv;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import org.backplane.cpu.translator.Arithmetic;
import org.backplane.cpu.translator.Condition;
import org.backplane.cpu.translator.GuestCode.Instruction;
import org.backplane.cpu.translator.Leave;
import org.backplane.cpu.translator.Step;
import org.backplane.cpu.translator.Step.Extension;
import org.backplane.cpu.translator.Value;

/** What decoded instructions do, in the translator's terms. What is not worth them is left to the interpreter. */
final class Lowering {
    private static final ClassDesc ALU = ClassDesc.of(Alu.class.getName());
    private static final ClassDesc MATH = ClassDesc.of("java.lang.Math");
    private static final MethodTypeDesc OF_TWO = MethodTypeDesc.of(CD_long, CD_long, CD_long);
    private static final MethodTypeDesc COMPUTE = MethodTypeDesc.of(CD_long, CD_int, CD_long, CD_long);
    private static final ClassDesc ATOMICS = ClassDesc.of(Atomics.class.getName());
    private static final ClassDesc CSRS = ClassDesc.of(Csrs.class.getName());
    private static final ClassDesc HART = ClassDesc.of(HartState.class.getName());
    private static final MethodTypeDesc RESERVE = MethodTypeDesc.of(CD_long, HART, CD_long);
    private static final MethodTypeDesc STORE_CONDITIONAL = MethodTypeDesc.of(CD_long, HART, CD_long, CD_long);
    private static final MethodTypeDesc READ_CSR = MethodTypeDesc.of(CD_long, HART, CD_int);
    private static final MethodTypeDesc READ_COUNTER = MethodTypeDesc.of(CD_long, HART, CD_int, CD_int);
    private static final Value STATE = new Value.State();
    private static final Value HOST = new Value.HostAddress();
    private static final Value ZERO = Value.of(0);
    private static final int RETURN_ADDRESS = 1;
    private static final int ALTERNATE_LINK = 5;

    private final long word;
    private final long pc;
    private final long place;
    private final List<Long> likely;
    private final boolean inexact;

    private Lowering(long word, long pc, long place, List<Long> likely, boolean inexact) {
        this.inexact = inexact;
        this.word = word;
        this.pc = pc;
        this.place = place;
        this.likely = likely;
    }

    /**
     * Lowers one instruction.
     *
     * @param word see {@link Code}
     * @param place see {@link Block#place}
     * @param likely where it may lead if it is a jump to a register
     * @param inexact see {@link FloatLowering}
     */
    static Instruction lower(long word, long pc, long place, List<Long> likely, boolean inexact) {
        return new Instruction(pc, Code.length(word), new Lowering(word, pc, place, likely, inexact).steps());
    }

    /** Whether a word is a return from a function, by the manual's hint: a jump to a link register, linking none. */
    static boolean returns(long word) {
        int base = Code.rs1(word);
        return Code.op(word) == Op.JALR
                && Code.rd(word) == Code.SINK
                && (base == RETURN_ADDRESS || base == ALTERNATE_LINK);
    }

    /** Whether the interpreter has to do it in any case. */
    static boolean leaves(long word) {
        var steps = new Lowering(word, 0, 0, List.of(), false).steps();
        return !steps.isEmpty() && steps.getFirst() instanceof Step.LeaveHere;
    }

    private List<Step> steps() {
        int op = Code.op(word);
        return switch (op) {
            case Op.LUI -> constant(Code.immediate(word));
            case Op.AUIPC -> constant(place);
            case Op.BEQ -> branch(Condition.EQUAL);
            case Op.BNE -> branch(Condition.NOT_EQUAL);
            case Op.BLT -> branch(Condition.LESS);
            case Op.BGE -> branch(Condition.NOT_LESS);
            case Op.BLTU -> branch(Condition.LESS_UNSIGNED);
            case Op.BGEU -> branch(Condition.NOT_LESS_UNSIGNED);
            case Op.JAL -> jump();
            case Op.JALR -> List.of(jumpAny());
            case Op.LB -> load(1, Extension.SIGN);
            case Op.LH -> load(2, Extension.SIGN);
            case Op.LW -> load(4, Extension.SIGN);
            case Op.LD -> load(8, Extension.SIGN);
            case Op.LBU -> load(1, Extension.ZERO);
            case Op.LHU -> load(2, Extension.ZERO);
            case Op.LWU -> load(4, Extension.ZERO);
            case Op.SB -> store(1);
            case Op.SH -> store(2);
            case Op.SW -> store(4);
            case Op.SD -> store(8);
            case Op.FENCE -> List.of(new Step.Fence());
            default -> other(op);
        };
    }

    private List<Step> other(int op) {
        if (Op.floating(op)) {
            return new FloatLowering(word, inexact).steps();
        }
        if (op >= Op.LR_W && op <= Op.AMOMAXU_D) {
            return List.of(atomic(op));
        }
        if (Op.csr(op)) {
            return readsOnly(op) ? readCsr(Code.immediate(word)) : List.of(new Step.LeaveHere(Leave.CONTROL));
        }
        return computes(op) ? compute(op) : List.of(new Step.LeaveHere(Leave.OPERATION));
    }

    private static boolean computes(int op) {
        return op != Op.ILLEGAL && op <= Op.CZERO_NEZ && !Op.floating(op);
    }

    /** The value of a register. */
    static Value x(int register) {
        return register == 0 ? ZERO : Value.slot(register);
    }

    private Value a() {
        return x(Code.rs1(word));
    }

    private Value b() {
        return x(Code.rs2(word));
    }

    private Value immediate() {
        return Value.of(Code.immediate(word));
    }

    private long end() {
        return pc + Code.length(word);
    }

    private List<Step> constant(long value) {
        return target(new Step.Compute(Arithmetic.ADD, Code.rd(word), Value.of(value), ZERO));
    }

    /** Nothing, if the result is for x0. */
    private List<Step> target(Step step) {
        return Code.rd(word) == Code.SINK ? List.of() : List.of(step);
    }

    private List<Step> branch(Condition condition) {
        return List.of(new Step.Branch(condition, a(), b(), place));
    }

    private List<Step> jump() {
        var jump = new Step.Jump(place);
        return Code.rd(word) == Code.SINK
                ? List.of(jump)
                : List.of(new Step.Compute(Arithmetic.ADD, Code.rd(word), Value.of(end()), ZERO), jump);
    }

    private Step jumpAny() {
        int link = Code.rd(word) == Code.SINK ? -1 : Code.rd(word);
        return new Step.JumpAny(a(), Code.immediate(word), -2, link, end(), likely);
    }

    private List<Step> load(int bytes, Extension extension) {
        return List.of(new Step.Load(Code.rd(word), a(), Code.immediate(word), bytes, extension));
    }

    private List<Step> store(int bytes) {
        return List.of(new Step.Store(b(), a(), Code.immediate(word), bytes));
    }

    private List<Step> compute(int op) {
        int rd = Code.rd(word);
        var right = Alu.immediate(op) ? immediate() : b();
        return target(
                switch (op) {
                    case Op.ADDI, Op.ADD -> new Step.Compute(Arithmetic.ADD, rd, a(), right);
                    case Op.SUB -> new Step.Compute(Arithmetic.SUBTRACT, rd, a(), right);
                    case Op.SLTI, Op.SLT -> new Step.Compute(Arithmetic.LESS, rd, a(), right);
                    case Op.SLTIU, Op.SLTU -> new Step.Compute(Arithmetic.LESS_UNSIGNED, rd, a(), right);
                    case Op.XORI, Op.XOR -> new Step.Compute(Arithmetic.XOR, rd, a(), right);
                    case Op.ORI, Op.OR -> new Step.Compute(Arithmetic.OR, rd, a(), right);
                    case Op.ANDI, Op.AND -> new Step.Compute(Arithmetic.AND, rd, a(), right);
                    case Op.SLLI, Op.SLL -> new Step.Compute(Arithmetic.SHIFT_LEFT, rd, a(), right);
                    case Op.SRLI, Op.SRL -> new Step.Compute(Arithmetic.SHIFT_RIGHT_UNSIGNED, rd, a(), right);
                    case Op.SRAI, Op.SRA -> new Step.Compute(Arithmetic.SHIFT_RIGHT, rd, a(), right);
                    case Op.ADDIW, Op.ADDW -> new Step.Compute(Arithmetic.ADD_WORD, rd, a(), right);
                    case Op.SUBW -> new Step.Compute(Arithmetic.SUBTRACT_WORD, rd, a(), right);
                    case Op.SLLIW, Op.SLLW -> new Step.Compute(Arithmetic.SHIFT_LEFT_WORD, rd, a(), right);
                    case Op.SRLIW, Op.SRLW -> new Step.Compute(Arithmetic.SHIFT_RIGHT_UNSIGNED_WORD, rd, a(), right);
                    case Op.SRAIW, Op.SRAW -> new Step.Compute(Arithmetic.SHIFT_RIGHT_WORD, rd, a(), right);
                    case Op.MUL -> new Step.Compute(Arithmetic.MULTIPLY, rd, a(), right);
                    case Op.MULW -> new Step.Compute(Arithmetic.MULTIPLY_WORD, rd, a(), right);
                    case Op.MULH -> call(MATH, "multiplyHigh");
                    case Op.MULHU -> call(MATH, "unsignedMultiplyHigh");
                    case Op.MULHSU -> call(ALU, "multiplyHighSignedUnsigned");
                    case Op.DIV -> call(ALU, "divide");
                    case Op.DIVU -> call(ALU, "divideUnsigned");
                    case Op.REM -> call(ALU, "remainder");
                    case Op.REMU -> call(ALU, "remainderUnsigned");
                    case Op.DIVW -> call(ALU, "divideWord");
                    case Op.DIVUW -> call(ALU, "divideUnsignedWord");
                    case Op.REMW -> call(ALU, "remainderWord");
                    case Op.REMUW -> call(ALU, "remainderUnsignedWord");
                    default -> new Step.Call(ALU, "compute", COMPUTE, rd, List.of(Value.of(op), a(), right));
                });
    }

    private Step call(ClassDesc owner, String method) {
        return new Step.Call(owner, method, OF_TWO, Code.rd(word), List.of(a(), b()));
    }

    // ---- atomics

    private Step atomic(int op) {
        return switch (op) {
            case Op.LR_W -> access("loadReservedWord", RESERVE, 4, false, STATE, HOST);
            case Op.LR_D -> access("loadReservedDouble", RESERVE, 8, false, STATE, HOST);
            case Op.SC_W -> access("storeConditionalWord", STORE_CONDITIONAL, 4, true, STATE, HOST, b());
            case Op.SC_D -> access("storeConditionalDouble", STORE_CONDITIONAL, 8, true, STATE, HOST, b());
            default ->
                op < Op.AMOSWAP_D
                        ? access("modifyWordAt", COMPUTE, 4, true, Value.of(op), HOST, b())
                        : access("modifyDoubleAt", COMPUTE, 8, true, Value.of(op), HOST, b());
        };
    }

    private Step access(String method, MethodTypeDesc type, int bytes, boolean writes, Value... arguments) {
        return new Step.Access(ATOMICS, method, type, Code.rd(word), List.of(arguments), a(), bytes, writes);
    }

    // ---- control and status registers

    /** Whether it writes nothing: it sets or clears no bits. */
    private boolean readsOnly(int op) {
        return Code.rs1(word) == 0 && op != Op.CSRRW && op != Op.CSRRWI;
    }

    private List<Step> readCsr(int csr) {
        return switch (csr) {
            case Csrs.FFLAGS, Csrs.FRM, Csrs.FCSR -> stored(csr, RegionContext.ON);
            case Csrs.SSTATUS, Csrs.STVEC, Csrs.SCOUNTEREN, Csrs.SSCRATCH, Csrs.SEPC, Csrs.SCAUSE, Csrs.STVAL ->
                stored(csr, RegionContext.SUPERVISOR);
            case Csrs.MSTATUS,
                    Csrs.MEDELEG,
                    Csrs.MIDELEG,
                    Csrs.MIE,
                    Csrs.MTVEC,
                    Csrs.MSCRATCH,
                    Csrs.MEPC,
                    Csrs.MCAUSE,
                    Csrs.MTVAL -> stored(csr, RegionContext.MACHINE);
            case Csrs.CYCLE, Csrs.TIME, Csrs.INSTRET -> counter(csr);
            default -> List.of(new Step.LeaveHere(Leave.CONTROL));
        };
    }

    private List<Step> stored(int csr, int required) {
        var arguments = List.of(STATE, Value.of(csr));
        return csr(required, new Step.Call(CSRS, "stored", READ_CSR, Code.rd(word), arguments));
    }

    private List<Step> counter(int csr) {
        var arguments = List.of(STATE, Value.of(csr), new Value.Budget());
        return csr(
                RegionContext.COUNTERS << (csr - Csrs.CYCLE),
                new Step.Call(CSRS, "counter", READ_COUNTER, Code.rd(word), arguments));
    }

    private static List<Step> csr(int required, Step read) {
        return List.of(new Step.Require(required, Leave.CONTROL), read);
    }
}
