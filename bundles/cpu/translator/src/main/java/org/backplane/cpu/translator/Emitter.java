package org.backplane.cpu.translator;

import static java.lang.constant.ConstantDescs.CD_Class;
import static java.lang.constant.ConstantDescs.CD_MethodHandles;
import static java.lang.constant.ConstantDescs.CD_MethodHandles_Lookup;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_byte;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_short;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.CLASS_INIT_NAME;
import static java.lang.constant.ConstantDescs.DEFAULT_NAME;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongFunction;
import org.backplane.cpu.translator.CodeWriter.Label;
import org.backplane.cpu.translator.GuestCode.Instruction;

/**
 * Writes one region as a class. What makes the code fast: guest registers live in JVM locals from the prologue to the
 * one exit; the path that is usual is straight; whatever is rare is out of line and final, because a call that returns
 * into a loop makes HotSpot keep every register in memory.
 */
final class Emitter {
    private static final ClassDesc STATE = desc(GuestState.class);
    private static final ClassDesc REGION = desc(Region.class);
    private static final ClassDesc LONGS = CD_long.arrayType();
    private static final MethodTypeDesc RUN = MethodTypeDesc.of(CD_long, STATE, CD_long);
    private static final MethodTypeDesc GET_LONG = MethodTypeDesc.of(CD_long, CD_Object, CD_long);

    private static final String MEMORY = "memory";

    /** What lies on the stack at most: the operands of a call. */
    private static final int MOST_STACK = 16;

    private static final int STATE_LOCAL = 1;
    private static final int PC = 2;
    private static final int BUDGET = 4;
    private static final int READS = 5;
    private static final int WRITES = 7;
    private static final int ADDRESS = 9;
    /** Where a TLB entry is; and a result that is looked at before it is taken. */
    private static final int ENTRY = 11;

    private static final int CONTEXT = 13;
    private static final int FIRST_FREE = 14;

    private final ClassDesc self;
    private final GuestCode code;
    private final ClassDesc unsafe;
    private final CodeWriter out;
    private final SlotUse use;
    private final int[] locals;
    private final Map<Long, Label> labels = new HashMap<>();
    private final Map<Long, Integer> counts;
    private final List<Runnable> cold = new ArrayList<>();
    private final Map<Long, Label> exits = new HashMap<>();
    private final Map<Leave, Label> leaves = new EnumMap<>(Leave.class);
    private final Label exit;

    /** Guest instructions of the present straight stretch from the present one on: counted, but not executed. */
    private int ahead;

    /** The bits of the context that the present straight stretch has made sure of. */
    private int required;

    private Emitter(ClassDesc self, GuestCode code, ClassDesc unsafe, SlotUse use, CodeWriter out) {
        this.self = self;
        this.code = code;
        this.unsafe = unsafe;
        this.out = out;
        this.use = use;
        locals = new int[SlotUse.SLOTS];
        exit = out.newLabel();
        counts = Stretches.of(code);
        counts.keySet().forEach(pc -> labels.put(pc, out.newLabel()));
    }

    /** The bytes of a class of that name, for {@code defineHiddenClass} with the {@link HostMemory} as class data. */
    static byte[] emit(String name, GuestCode code, ClassDesc unsafe) {
        var self = ClassDesc.of(name);
        var file = new ClassWriter(self, REGION);
        file.field(ClassWriter.STATIC | ClassWriter.FINAL, MEMORY, unsafe);
        initializer(self, unsafe, file.method(ClassWriter.STATIC, CLASS_INIT_NAME, MTD_void, 3, 0));
        constructor(file.method(0, INIT_NAME, MTD_void, 1, 1));
        var use = SlotUse.of(code);
        int locals = FIRST_FREE + 2 * use.used().size();
        new Emitter(self, code, unsafe, use, file.method(ClassWriter.PUBLIC, "run", RUN, MOST_STACK, locals)).run();
        return file.toArray();
    }

    private static void initializer(ClassDesc self, ClassDesc unsafe, CodeWriter out) {
        out.invokestatic(CD_MethodHandles, "lookup", MethodTypeDesc.of(CD_MethodHandles_Lookup));
        out.loadString(DEFAULT_NAME).loadType(CD_Object);
        out.invokestatic(
                CD_MethodHandles,
                "classData",
                MethodTypeDesc.of(CD_Object, CD_MethodHandles_Lookup, CD_String, CD_Class));
        out.checkcast(unsafe).putstatic(self, MEMORY, unsafe).return_();
    }

    private static void constructor(CodeWriter out) {
        out.aload(0).invokespecial(REGION, INIT_NAME, MTD_void).return_();
    }

    private static ClassDesc desc(Class<?> type) {
        return ClassDesc.of(type.getName());
    }

    // ---- the frame of the method

    private void run() {
        prologue();
        dispatch();
        var instructions = code.instructions();
        for (int i = 0; i < instructions.size(); i++) {
            boolean adjoins = i + 1 < instructions.size()
                    && instructions.get(i + 1).pc() == instructions.get(i).end();
            instruction(instructions.get(i), adjoins);
        }
        // writing one may ask for more
        for (int i = 0; i < cold.size(); i++) {
            cold.get(i).run();
        }
        epilogue();
    }

    private void prologue() {
        out.aload(STATE_LOCAL).getfield(STATE, "budget", CD_int).istore(BUDGET);
        out.aload(STATE_LOCAL).getfield(STATE, "reads", CD_long).lstore(READS);
        out.aload(STATE_LOCAL).getfield(STATE, "writes", CD_long).lstore(WRITES);
        out.loadConstant(0L).lstore(ADDRESS).loadConstant(0L).lstore(ENTRY);
        out.aload(STATE_LOCAL).getfield(STATE, "context", CD_int).istore(CONTEXT);
        out.objectLocal(self).objectLocal(STATE).longLocal().intLocal();
        for (int local = READS; local < CONTEXT; local += 2) {
            out.longLocal();
        }
        out.intLocal();
        use.used().forEach(_ -> out.longLocal());
        int next = FIRST_FREE;
        for (int slot : use.used()) {
            locals[slot] = next;
            next += 2;
            out.aload(STATE_LOCAL).getfield(STATE, file(slot), LONGS).loadConstant(index(slot));
            out.laload().lstore(locals[slot]);
        }
    }

    private static String file(int slot) {
        return slot < GuestState.REGISTERS ? "x" : "f";
    }

    private static int index(int slot) {
        return slot % GuestState.REGISTERS;
    }

    private void dispatch() {
        jumpToOneOf(new TreeSet<>(code.entries()), this::label);
    }

    /** Goes to one of several addresses if PC is it, else leaves for PC. */
    private void jumpToOneOf(SortedSet<Long> addresses, LongFunction<Label> labelOf) {
        if (addresses.size() <= 2) {
            for (long address : addresses) {
                out.lload(PC).loadConstant(address).lcmp().ifeq(labelOf.apply(address));
            }
            out.goto_(exit);
            return;
        }
        long base = addresses.getFirst();
        var cases = new TreeMap<Integer, Label>();
        for (long address : addresses) {
            cases.put((int) (address - base), labelOf.apply(address));
        }
        out.lload(PC).loadConstant(base).lsub().lstore(ADDRESS);
        out.lload(ADDRESS).l2i().i2l().lload(ADDRESS).lcmp().ifne(exit);
        out.lload(ADDRESS).l2i().lookupswitch(exit, cases);
    }

    private void epilogue() {
        for (var leave : Leave.values()) {
            if (leave != Leave.NOT) {
                out.bind(leaving(leave));
                out.aload(STATE_LOCAL).loadConstant(leave.code()).putfield(STATE, "left", CD_int);
                out.goto_(exit);
            }
        }
        out.bind(exit);
        out.aload(STATE_LOCAL).iload(BUDGET).putfield(STATE, "budget", CD_int);
        for (int slot : use.written()) {
            out.aload(STATE_LOCAL).getfield(STATE, file(slot), LONGS).loadConstant(index(slot));
            out.lload(locals[slot]).lastore();
        }
        out.lload(PC).lreturn();
    }

    // ---- one instruction

    private void instruction(Instruction instruction, boolean adjoins) {
        Integer count = counts.get(instruction.pc());
        if (count != null) {
            out.bind(label(instruction.pc()));
            out.iinc(BUDGET, -count);
            ahead = count;
            required = 0;
        }
        for (var step : instruction.steps()) {
            step(instruction, step);
        }
        ahead--;
        if (!instruction.goesElsewhere() && !adjoins) {
            goTo(instruction, instruction.end());
        }
    }

    private void step(Instruction at, Step step) {
        switch (step) {
            case Step.Compute compute -> {
                compute(compute);
                out.lstore(locals[compute.target()]);
            }
            case Step.Call call -> {
                call(call.owner(), call.method(), call.type(), call.arguments());
                out.lstore(locals[call.target()]);
            }
            case Step.Try attempt -> attempt(at, attempt);
            case Step.Require require -> require(at, require);
            case Step.Load load -> load(at, load);
            case Step.Access access -> access(at, access);
            case Step.Store store -> store(at, store);
            case Step.Fence _ ->
                out.invokestatic(ClassDesc.of("java.lang.invoke.VarHandle"), "fullFence", MethodTypeDesc.of(CD_void));
            case Step.Branch branch -> branch(at, branch);
            case Step.Jump jump -> goTo(at, jump.target());
            case Step.JumpAny jump -> jumpAny(at, jump);
            case Step.LeaveHere leave -> out.goto_(leaveStub(at, leave.reason()));
        }
    }

    private void push(Value value) {
        switch (value) {
            case Value.Slot slot -> out.lload(locals[slot.number()]);
            case Value.Constant constant -> out.loadConstant(constant.value());
            case Value.HostAddress _ -> out.lload(ENTRY);
            case Value.Context _, Value.Budget _, Value.State _ ->
                throw new IllegalArgumentException(value + " is no long");
        }
    }

    private void pushInt(Value value) {
        switch (value) {
            case Value.Slot slot -> out.lload(locals[slot.number()]).l2i();
            case Value.Constant constant -> out.loadConstant((int) constant.value());
            case Value.Context _ -> out.iload(CONTEXT);
            case Value.Budget _ -> out.iload(BUDGET).loadConstant(ahead).iadd();
            case Value.HostAddress _, Value.State _ -> throw new IllegalArgumentException(value + " is no int");
        }
    }

    private void compute(Step.Compute compute) {
        switch (compute.kind()) {
            case ADD, SUBTRACT, MULTIPLY, AND, OR, XOR, LESS, LESS_UNSIGNED -> {
                push(compute.left());
                if (!ArithmeticCode.isIdle(compute)) {
                    push(compute.right());
                    ArithmeticCode.ofLongs(compute.kind(), out);
                }
            }
            case SHIFT_LEFT, SHIFT_RIGHT, SHIFT_RIGHT_UNSIGNED -> {
                push(compute.left());
                pushInt(compute.right());
                ArithmeticCode.ofLongs(compute.kind(), out);
            }
            case ADD_WORD,
                    SUBTRACT_WORD,
                    MULTIPLY_WORD,
                    SHIFT_LEFT_WORD,
                    SHIFT_RIGHT_WORD,
                    SHIFT_RIGHT_UNSIGNED_WORD -> {
                pushInt(compute.left());
                if (!ArithmeticCode.isIdle(compute)) {
                    pushInt(compute.right());
                    ArithmeticCode.ofWords(compute.kind(), out);
                }
                out.i2l();
            }
        }
    }

    private void call(ClassDesc owner, String method, MethodTypeDesc type, List<Value> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            var parameter = type.parameterType(i);
            if (parameter.equals(CD_int)) {
                pushInt(arguments.get(i));
            } else if (arguments.get(i) instanceof Value.State) {
                out.aload(STATE_LOCAL).checkcast(parameter);
            } else {
                push(arguments.get(i));
            }
        }
        out.invokestatic(owner, method, type);
    }

    private void attempt(Instruction at, Step.Try attempt) {
        call(attempt.owner(), attempt.method(), attempt.type(), attempt.arguments());
        out.lstore(ENTRY).lload(ENTRY).loadConstant(attempt.unsure()).lcmp();
        out.ifeq(leaveStub(at, attempt.reason()));
        out.lload(ENTRY).lstore(locals[attempt.target()]);
    }

    private void require(Instruction at, Step.Require require) {
        int missing = require.bits() & ~required;
        required |= missing;
        if (missing != 0) {
            out.iload(CONTEXT).loadConstant(missing).iand().loadConstant(missing);
            out.if_icmpne(leaveStub(at, require.reason()));
        }
    }

    // ---- memory

    private void load(Instruction at, Step.Load load) {
        hostAddress(at, load.base(), load.offset(), load.bytes(), READS);
        switch (load.bytes()) {
            case 1 -> out.invokevirtual(unsafe, "getByte", MethodTypeDesc.of(CD_byte, CD_Object, CD_long));
            case 2 -> out.invokevirtual(unsafe, "getShort", MethodTypeDesc.of(CD_short, CD_Object, CD_long));
            case 4 -> out.invokevirtual(unsafe, "getInt", MethodTypeDesc.of(CD_int, CD_Object, CD_long));
            default -> out.invokevirtual(unsafe, "getLong", GET_LONG);
        }
        if (load.bytes() < Long.BYTES) {
            out.i2l();
            extend(load);
        }
        out.lstore(locals[load.target()]);
    }

    private void extend(Step.Load load) {
        long low = (1L << (Byte.SIZE * load.bytes())) - 1;
        switch (load.extension()) {
            case SIGN -> {}
            case ZERO -> out.loadConstant(low).land();
            case ONES -> out.loadConstant(~low).lor();
        }
    }

    private void store(Instruction at, Step.Store store) {
        hostAddress(at, store.base(), store.offset(), store.bytes(), WRITES);
        if (store.bytes() == Long.BYTES) {
            push(store.value());
        } else {
            pushInt(store.value());
        }
        var type = CD_void;
        switch (store.bytes()) {
            case 1 -> out.i2b().invokevirtual(unsafe, "putByte", MethodTypeDesc.of(type, CD_Object, CD_long, CD_byte));
            case 2 ->
                out.i2s().invokevirtual(unsafe, "putShort", MethodTypeDesc.of(type, CD_Object, CD_long, CD_short));
            case 4 -> out.invokevirtual(unsafe, "putInt", MethodTypeDesc.of(type, CD_Object, CD_long, CD_int));
            default -> out.invokevirtual(unsafe, "putLong", MethodTypeDesc.of(type, CD_Object, CD_long, CD_long));
        }
    }

    private void access(Instruction at, Step.Access access) {
        find(at, access.base(), 0, access.bytes(), access.writes() ? WRITES : READS);
        pushHostAddress();
        out.lstore(ENTRY);
        call(access.owner(), access.method(), access.type(), access.arguments());
        out.lstore(locals[access.target()]);
    }

    /** Leaves the Unsafe and the host address on the stack; or leaves the region. */
    private void hostAddress(Instruction at, Value base, long offset, int bytes, int table) {
        find(at, base, offset, bytes, table);
        unsafe();
        pushHostAddress();
    }

    /** Makes sure that the TLB has an address, or leaves the region. */
    private void find(Instruction at, Value base, long offset, int bytes, int table) {
        push(base);
        if (offset != 0) {
            out.loadConstant(offset).ladd();
        }
        out.lstore(ADDRESS);
        out.lload(ADDRESS)
                .loadConstant(TlbLayout.INDEX_SHIFT)
                .lushr()
                .loadConstant(TlbLayout.INDEX_MASK)
                .land();
        out.lload(table).ladd().lstore(ENTRY);
        unsafe().lload(ENTRY).invokevirtual(unsafe, "getLong", GET_LONG);
        out.lload(ADDRESS).loadConstant(TlbLayout.TAG | (bytes - 1)).land().lcmp();
        out.ifne(leaveStub(at, Leave.MEMORY));
    }

    private void pushHostAddress() {
        out.lload(ADDRESS);
        unsafe().lload(ENTRY).loadConstant((long) TlbLayout.ADDEND).ladd();
        out.invokevirtual(unsafe, "getLong", GET_LONG).ladd();
    }

    private CodeWriter unsafe() {
        return out.getstatic(self, MEMORY, unsafe).aconst_null();
    }

    // ---- going elsewhere

    private void branch(Instruction at, Step.Branch branch) {
        push(branch.left());
        push(branch.right());
        switch (branch.condition()) {
            case EQUAL, NOT_EQUAL, LESS, NOT_LESS -> out.lcmp();
            case LESS_UNSIGNED, NOT_LESS_UNSIGNED -> ArithmeticCode.compareUnsigned(out);
        }
        var target = way(at, branch.target());
        switch (branch.condition()) {
            case EQUAL -> out.ifeq(target);
            case NOT_EQUAL -> out.ifne(target);
            case LESS, LESS_UNSIGNED -> out.iflt(target);
            case NOT_LESS, NOT_LESS_UNSIGNED -> out.ifge(target);
        }
    }

    private void goTo(Instruction at, long target) {
        out.goto_(way(at, target));
    }

    /** Where a jump from an instruction to an address goes; backwards only while there is budget left. */
    private Label way(Instruction at, long target) {
        var label = labels.get(target);
        if (label == null) {
            return exitTo(target);
        }
        if (target > at.pc()) {
            return label;
        }
        var check = out.newLabel();
        cold.add(() -> out.bind(check).iload(BUDGET).ifgt(label).goto_(exitTo(target)));
        return check;
    }

    private Label label(long pc) {
        var label = labels.get(pc);
        if (label == null) {
            throw new IllegalArgumentException("no instruction at %#x".formatted(pc));
        }
        return label;
    }

    private void jumpAny(Instruction at, Step.JumpAny jump) {
        push(jump.base());
        if (jump.offset() != 0) {
            out.loadConstant(jump.offset()).ladd();
        }
        out.loadConstant(jump.mask()).land().lstore(PC);
        if (jump.link() >= 0) {
            out.loadConstant(jump.linkValue()).lstore(locals[jump.link()]);
        }
        var inside = new TreeSet<>(jump.likely());
        inside.removeIf(target -> !labels.containsKey(target));
        if (inside.isEmpty()) {
            out.goto_(exit);
        } else {
            jumpToOneOf(inside, target -> way(at, target));
        }
    }

    /** Where an instruction is left for a reason. */
    private Label leaving(Leave reason) {
        return leaves.computeIfAbsent(reason, _ -> out.newLabel());
    }

    private Label exitTo(long target) {
        return exits.computeIfAbsent(target, pc -> {
            var label = out.newLabel();
            cold.add(() -> out.bind(label).loadConstant((long) pc).lstore(PC).goto_(exit));
            return label;
        });
    }

    /** Gives back what was counted of instructions not executed, and leaves the present one to the interpreter. */
    private Label leaveStub(Instruction at, Leave reason) {
        var label = out.newLabel();
        int notExecuted = ahead;
        cold.add(() -> out.bind(label)
                .iinc(BUDGET, notExecuted)
                .loadConstant(at.pc())
                .lstore(PC)
                .goto_(leaving(reason)));
        return label;
    }
}
