package org.backplane.cpu.translator;

import static java.lang.constant.ConstantDescs.CD_Class;
import static java.lang.constant.ConstantDescs.CD_Long;
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
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    private static final MethodTypeDesc ROTATE = MethodTypeDesc.of(CD_long, CD_long, CD_int);

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

    /** No access's tag. */
    private static final long NO_PAGE = -1;

    /** What goes with it. A page that happens to have this addend is looked for each time. */
    private static final long NO_ADDEND = 0;

    private final ClassDesc self;
    private final GuestCode code;
    private final ClassDesc unsafe;
    private final CodeWriter out;
    private final SlotUse use;
    private final AccessGroups groups;

    /** The groups of accesses that the code so far has looked for. */
    private final Set<AccessGroups.Group> found = new HashSet<>();

    private final int[] locals;
    private final Map<Long, Label> labels = new HashMap<>();
    private final Map<Long, Integer> counts;
    private final List<Runnable> cold = new ArrayList<>();
    private final Map<Long, Label> exits = new HashMap<>();
    private final Map<Leave, Label> leaves = new EnumMap<>(Leave.class);
    private final Label exit;

    /** Guest instructions of the present straight stretch from the present one on: counted, but not executed. */
    private int ahead;

    /** The number of the present instruction. */
    private int present;

    /** Whether the present straight stretch has a {@link #copy}. */
    private boolean copied;

    /** Where instructions are that are in such a copy, by their number. */
    private final Map<Integer, Label> copies = new HashMap<>();

    /** Whether accesses look for their pages one by one. */
    private boolean alone;

    /** The bits of the context that the present straight stretch has made sure of. */
    private int required;

    private Emitter(
            ClassDesc self, GuestCode code, ClassDesc unsafe, SlotUse use, AccessGroups groups, CodeWriter out) {
        this.self = self;
        this.code = code;
        this.unsafe = unsafe;
        this.out = out;
        this.use = use;
        this.groups = groups;
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
        var groups = AccessGroups.of(code, FIRST_FREE + 2 * use.used().size());
        var out = file.method(ClassWriter.PUBLIC, "run", RUN, MOST_STACK, groups.end());
        new Emitter(self, code, unsafe, use, groups, out).run();
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
        for (present = 0; present < instructions.size(); present++) {
            instruction(instructions.get(present));
            if (!adjoinsNext(present)) {
                goOn(instructions.get(present));
            }
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
        for (var page : groups.pages()) {
            out.longLocal().longLocal();
            out.loadConstant(NO_PAGE).lstore(page.tag()).loadConstant(NO_ADDEND).lstore(page.addend());
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

    private boolean adjoinsNext(int index) {
        var instructions = code.instructions();
        return index + 1 < instructions.size()
                && instructions.get(index + 1).pc() == instructions.get(index).end();
    }

    private void instruction(Instruction instruction) {
        Integer count = counts.get(instruction.pc());
        if (count != null) {
            out.bind(label(instruction.pc()));
            out.iinc(BUDGET, -count);
            ahead = count;
            required = 0;
            copied = false;
        }
        steps(instruction);
    }

    private void steps(Instruction instruction) {
        for (var step : instruction.steps()) {
            step(instruction, step);
        }
        ahead--;
    }

    private void goOn(Instruction instruction) {
        if (!instruction.goesElsewhere()) {
            goTo(instruction, instruction.end());
        }
    }

    /**
     * Where the present instruction and the rest of its stretch are once more, with accesses that look for their pages one by
     * one.
     */
    private Label copy() {
        if (!copied) {
            copied = true;
            int first = present;
            int notExecuted = ahead;
            int made = required;
            cold.add(() -> copyFrom(first, notExecuted, made));
        }
        return copies.computeIfAbsent(present, _ -> out.newLabel());
    }

    private void copyFrom(int first, int notExecuted, int made) {
        ahead = notExecuted;
        required = made;
        alone = true;
        int last = first + notExecuted - 1;
        for (int index = first; index <= last; index++) {
            var label = copies.get(index);
            if (label != null) {
                out.bind(label);
            }
            steps(code.instructions().get(index));
        }
        alone = false;
        goOn(code.instructions().get(last));
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
            case Step.Checked checked -> checked(at, checked);
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

    private void checked(Instruction at, Step.Checked checked) {
        var longs = Collections.nCopies(checked.arguments().size(), CD_long);
        var type = MethodTypeDesc.of(CD_long, longs);
        call(checked.method().owner(), checked.method().name(), type, checked.arguments());
        out.lstore(ENTRY).lload(ENTRY);
        var leave = leaveStub(at, checked.reason());
        switch (checked.sure()) {
            case Step.Sure.Finite _ -> DoubleCode.ifNotFinite(out, leave);
            case Step.Sure.Normal normal -> normal(normal, leave);
        }
        out.lload(ENTRY).lstore(locals[checked.target()]);
    }

    /** Leaves unless the double on the stack, which is at ENTRY too, is normal, or zero with a reason. */
    private void normal(Step.Sure.Normal normal, Label leave) {
        var other = out.newLabel();
        var sure = out.newLabel();
        DoubleCode.ifNotNormal(out, other);
        out.bind(sure);
        cold.add(() -> {
            out.bind(other).lload(ENTRY);
            DoubleCode.ifNotZero(out, leave);
            for (var argument : normal.zeros()) {
                push(argument);
                DoubleCode.ifZero(out, sure);
            }
            for (var argument : normal.large()) {
                push(argument);
                DoubleCode.ifBeyond(out, normal.limit(), sure);
            }
            out.goto_(leave);
        });
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
        hostAddress(at, load, load.base(), load.offset(), load.bytes(), READS);
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
        hostAddress(at, store, store.base(), store.offset(), store.bytes(), WRITES);
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
        push(access.base());
        out.lstore(ADDRESS);
        findEntry(at, access.bytes(), access.writes() ? WRITES : READS);
        out.lload(ADDRESS);
        pushAddend();
        out.ladd();
        out.lstore(ENTRY);
        call(access.owner(), access.method(), access.type(), access.arguments());
        out.lstore(locals[access.target()]);
    }

    /** Leaves the Unsafe and the host address on the stack; or leaves the region. */
    private void hostAddress(Instruction at, Step access, Value base, long offset, int bytes, int table) {
        if (!(base instanceof Value.Slot)) {
            pushAddress(base, offset);
            out.lstore(ADDRESS);
            hostAddressByEntry(at, bytes, table);
            return;
        }
        var group = groups.of(access);
        if (group.ofSeveral() && !alone) {
            if (found.add(group)) {
                findGroup(at, group, base, table);
            }
            unsafe();
            push(base);
            out.lload(group.page().addend()).ladd();
            if (offset != 0) {
                out.loadConstant(offset).ladd();
            }
            return;
        }
        pushAddress(base, offset);
        out.lstore(ADDRESS);
        if (group.looping() && !alone) {
            findPage(at, group.page(), bytes, table);
            unsafe().lload(ADDRESS).lload(group.page().addend()).ladd();
        } else {
            hostAddressByEntry(at, bytes, table);
        }
    }

    private void pushAddress(Value base, long offset) {
        push(base);
        if (offset != 0) {
            out.loadConstant(offset).ladd();
        }
    }

    private void hostAddressByEntry(Instruction at, int bytes, int table) {
        findEntry(at, bytes, table);
        unsafe().lload(ADDRESS);
        pushAddend();
        out.ladd();
    }

    /** Makes sure that ADDRESS is in a known page, or leaves the region. */
    private void findPage(Instruction at, AccessGroups.Page page, int bytes, int table) {
        var known = out.newLabel();
        var other = out.newLabel();
        int notExecuted = ahead;
        pushTag(bytes);
        out.lload(page.tag()).lcmp().ifne(other).bind(known);
        cold.add(() -> {
            ahead = notExecuted;
            out.bind(other);
            findEntry(at, bytes, table);
            keepPage(page);
            out.goto_(known);
        });
    }

    /** Makes sure that all of a group is in a known page, or leaves the region. */
    private void findGroup(Instruction at, AccessGroups.Group group, Value base, int table) {
        pushAddress(base, group.begin());
        out.lstore(ADDRESS);
        if (!group.looping()) {
            findPageOf(group, table, leaveStub(at, Leave.PAGES), leaveStub(at, Leave.MEMORY));
            return;
        }
        var known = out.newLabel();
        var other = out.newLabel();
        var copy = copy();
        compareGroup(group);
        out.ifgt(other);
        out.lload(group.page().addend()).loadConstant(NO_ADDEND).lcmp().ifeq(other);
        out.bind(known);
        cold.add(() -> {
            out.bind(other);
            findPageOf(group, table, copy, copy);
            out.goto_(known);
        });
    }

    /** Compares how far into the known page ADDRESS is with how far it may be; what is not aligned is beyond. */
    private void compareGroup(AccessGroups.Group group) {
        int shift = Integer.numberOfTrailingZeros(group.alignment());
        out.lload(ADDRESS).lload(group.page().tag()).lsub();
        if (shift != 0) {
            out.loadConstant(shift).invokestatic(CD_Long, "rotateRight", ROTATE);
        }
        out.loadConstant((TlbLayout.PAGE - group.length()) >> shift);
        ArithmeticCode.compareUnsigned(out);
    }

    /** Finds the page of a group, which begins at ADDRESS, in the TLB; else goes where it is in two or where it is not found. */
    private void findPageOf(AccessGroups.Group group, int table, Label inTwo, Label unknown) {
        out.lload(ADDRESS).loadConstant(~TlbLayout.TAG).land();
        out.loadConstant(TlbLayout.PAGE - group.length()).lcmp().ifgt(inTwo);
        findEntry(group.alignment(), table, unknown);
        keepPage(group.page());
    }

    /** Keeps the page of ADDRESS, whose entry is at ENTRY. */
    private void keepPage(AccessGroups.Page page) {
        out.lload(ADDRESS).loadConstant(TlbLayout.TAG).land().lstore(page.tag());
        pushAddend();
        out.lstore(page.addend());
    }

    /** Finds ADDRESS in the TLB, and where: ENTRY; or leaves the region. */
    private void findEntry(Instruction at, int bytes, int table) {
        findEntry(bytes, table, leaveStub(at, Leave.MEMORY));
    }

    private void findEntry(int alignment, int table, Label unknown) {
        out.lload(ADDRESS).loadConstant(TlbLayout.INDEX_SHIFT).lushr();
        out.loadConstant(TlbLayout.INDEX_MASK).land().lload(table).ladd().lstore(ENTRY);
        unsafe().lload(ENTRY).invokevirtual(unsafe, "getLong", GET_LONG);
        pushTag(alignment);
        out.lcmp().ifne(unknown);
    }

    /** What the tag of an entry must be for an access at ADDRESS that is aligned. */
    private void pushTag(int alignment) {
        out.lload(ADDRESS).loadConstant(TlbLayout.TAG | (alignment - 1)).land();
    }

    private void pushAddend() {
        unsafe().lload(ENTRY).loadConstant((long) TlbLayout.ADDEND).ladd();
        out.invokevirtual(unsafe, "getLong", GET_LONG);
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
