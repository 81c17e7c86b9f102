package org.backplane.cpu.translator;

import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * Writes the instructions of a method; as many kinds of them as regions need, by the names that the JVM specification
 * gives them. {@code java.lang.classfile} can do it all, but a boot spent more time in it, and in having HotSpot compile
 * it, than in compiling regions.
 */
final class CodeWriter {
    private static final int LONGEST = Short.MAX_VALUE;
    private static final int WIDE = 0xc4;
    private static final int SAME_FRAME_EXTENDED = 251;
    private static final int SAME_LOCALS_ONE_STACK_ITEM = 64;
    private static final int SAME_LOCALS_ONE_STACK_ITEM_EXTENDED = 247;
    private static final int FULL_FRAME = 255;
    private static final int TYPE_INTEGER = 1;
    private static final int TYPE_LONG = 4;
    private static final int TYPE_OBJECT = 7;

    /** A place in the code that jumps lead to. */
    static final class Label {
        private static final int UNBOUND = -1;

        private int position = UNBOUND;
        private final List<Jump> jumps = new ArrayList<>(2);
    }

    /** A distance that is still to be written: where, from where it counts, and in how many bytes. */
    private record Jump(int at, int from, int bytes) {}

    private final ConstantPool pool;
    private final Bytes code = new Bytes();

    /** What the locals are wherever a label is bound. */
    private final Bytes locals = new Bytes();

    private int localTypes;
    private final Bytes frames = new Bytes();
    private int frameCount;
    private int lastFrame = -1;

    CodeWriter(ConstantPool pool) {
        this.pool = pool;
    }

    // ---- labels and frames

    /** Says that the next local is an object, from the first label on. */
    CodeWriter objectLocal(ClassDesc type) {
        locals.u1(TYPE_OBJECT).u2(pool.type(type));
        localTypes++;
        return this;
    }

    CodeWriter intLocal() {
        locals.u1(TYPE_INTEGER);
        localTypes++;
        return this;
    }

    CodeWriter longLocal() {
        locals.u1(TYPE_LONG);
        localTypes++;
        return this;
    }

    Label newLabel() {
        return new Label();
    }

    /** Binds a label to this place, where nothing is on the stack. */
    CodeWriter bind(Label label) {
        return bind(label, false);
    }

    /** Binds a label to this place, where a {@code long} is on the stack. */
    CodeWriter bindWithLong(Label label) {
        return bind(label, true);
    }

    private CodeWriter bind(Label label, boolean withLong) {
        label.position = code.size();
        label.jumps.forEach(jump -> resolve(jump, label.position));
        label.jumps.clear();
        if (lastFrame != code.size()) {
            frame(withLong);
        }
        return this;
    }

    private void frame(boolean withLong) {
        int delta = code.size() - lastFrame - 1;
        if (frameCount == 0) {
            frames.u1(FULL_FRAME).u2(code.size()).u2(localTypes).add(locals);
            frames.u2(withLong ? 1 : 0);
        } else if (withLong) {
            frames.u1(delta < 64 ? SAME_LOCALS_ONE_STACK_ITEM + delta : SAME_LOCALS_ONE_STACK_ITEM_EXTENDED);
        } else {
            frames.u1(delta < 64 ? delta : SAME_FRAME_EXTENDED);
        }
        if (frameCount > 0 && delta >= 64) {
            frames.u2(delta);
        }
        if (withLong) {
            frames.u1(TYPE_LONG);
        }
        lastFrame = code.size();
        frameCount++;
    }

    private void distance(Label label, int from, int bytes) {
        var jump = new Jump(code.size(), from, bytes);
        if (bytes == Short.BYTES) {
            code.u2(0);
        } else {
            code.u4(0);
        }
        if (label.position == Label.UNBOUND) {
            label.jumps.add(jump);
        } else {
            resolve(jump, label.position);
        }
    }

    private void resolve(Jump jump, int target) {
        int distance = target - jump.from();
        if (jump.bytes() == Integer.BYTES) {
            code.set4(jump.at(), distance);
            return;
        }
        if (Math.abs(distance) > LONGEST) {
            throw new IllegalArgumentException("a region of so many instructions is too long");
        }
        code.set2(jump.at(), distance);
    }

    /** The attributes {@code Code} and in it {@code StackMapTable}; sections 4.7.3 and 4.7.4. */
    void writeTo(Bytes method, int maxStack, int maxLocals) {
        int stackMapName = pool.utf8("StackMapTable");
        int mapLength = frameCount == 0 ? 0 : 6 + 2 + frames.size();
        method.u2(pool.utf8("Code")).u4(12 + code.size() + mapLength);
        method.u2(maxStack).u2(maxLocals).u4(code.size()).add(code);
        method.u2(0).u2(frameCount == 0 ? 0 : 1);
        if (frameCount > 0) {
            method.u2(stackMapName).u4(2 + frames.size()).u2(frameCount).add(frames);
        }
    }

    // ---- constants and locals

    CodeWriter loadConstant(int value) {
        if (value >= -1 && value <= 5) {
            return op(3 + value);
        }
        if (value == (byte) value) {
            return op(0x10, value);
        }
        if (value == (short) value) {
            return opWide(0x11, value);
        }
        return ldc(pool.of(value));
    }

    CodeWriter loadConstant(long value) {
        if (value == 0 || value == 1) {
            return op(9 + (int) value);
        }
        if (value == (short) value) {
            return loadConstant((int) value).i2l();
        }
        return opWide(0x14, pool.of(value));
    }

    CodeWriter aconst_null() {
        return op(1);
    }

    CodeWriter loadString(String value) {
        return ldc(pool.string(value));
    }

    CodeWriter loadType(ClassDesc type) {
        return ldc(pool.type(type));
    }

    private CodeWriter ldc(int constant) {
        return constant < 256 ? op(0x12, constant) : opWide(0x13, constant);
    }

    CodeWriter iload(int local) {
        return local(0x15, local);
    }

    CodeWriter lload(int local) {
        return local(0x16, local);
    }

    CodeWriter aload(int local) {
        return local(0x19, local);
    }

    CodeWriter istore(int local) {
        return local(0x36, local);
    }

    CodeWriter lstore(int local) {
        return local(0x37, local);
    }

    private CodeWriter local(int op, int local) {
        return local < 256 ? op(op, local) : op(WIDE).opWide(op, local);
    }

    CodeWriter iinc(int local, int by) {
        if (local < 256 && by == (byte) by) {
            code.u1(0x84).u1(local).u1(by);
        } else {
            code.u1(WIDE).u1(0x84).u2(local).u2(by);
        }
        return this;
    }

    // ---- instructions without operands

    private CodeWriter op(int op) {
        code.u1(op);
        return this;
    }

    private CodeWriter op(int op, int operand) {
        code.u1(op).u1(operand);
        return this;
    }

    private CodeWriter opWide(int op, int operand) {
        code.u1(op).u2(operand);
        return this;
    }

    CodeWriter laload() {
        return op(0x2f);
    }

    CodeWriter lastore() {
        return op(0x50);
    }

    CodeWriter iadd() {
        return op(0x60);
    }

    CodeWriter ladd() {
        return op(0x61);
    }

    CodeWriter isub() {
        return op(0x64);
    }

    CodeWriter lsub() {
        return op(0x65);
    }

    CodeWriter imul() {
        return op(0x68);
    }

    CodeWriter lmul() {
        return op(0x69);
    }

    CodeWriter ishl() {
        return op(0x78);
    }

    CodeWriter lshl() {
        return op(0x79);
    }

    CodeWriter ishr() {
        return op(0x7a);
    }

    CodeWriter lshr() {
        return op(0x7b);
    }

    CodeWriter iushr() {
        return op(0x7c);
    }

    CodeWriter lushr() {
        return op(0x7d);
    }

    CodeWriter iand() {
        return op(0x7e);
    }

    CodeWriter land() {
        return op(0x7f);
    }

    CodeWriter lor() {
        return op(0x81);
    }

    CodeWriter lxor() {
        return op(0x83);
    }

    CodeWriter i2l() {
        return op(0x85);
    }

    CodeWriter l2i() {
        return op(0x88);
    }

    CodeWriter i2b() {
        return op(0x91);
    }

    CodeWriter i2s() {
        return op(0x93);
    }

    CodeWriter lcmp() {
        return op(0x94);
    }

    CodeWriter lreturn() {
        return op(0xad);
    }

    CodeWriter return_() {
        return op(0xb1);
    }

    // ---- jumps

    private CodeWriter jump(int op, Label target) {
        int from = code.size();
        code.u1(op);
        distance(target, from, Short.BYTES);
        return this;
    }

    CodeWriter ifeq(Label target) {
        return jump(0x99, target);
    }

    CodeWriter ifne(Label target) {
        return jump(0x9a, target);
    }

    CodeWriter iflt(Label target) {
        return jump(0x9b, target);
    }

    CodeWriter ifge(Label target) {
        return jump(0x9c, target);
    }

    CodeWriter ifgt(Label target) {
        return jump(0x9d, target);
    }

    CodeWriter if_icmpne(Label target) {
        return jump(0xa0, target);
    }

    CodeWriter goto_(Label target) {
        return jump(0xa7, target);
    }

    CodeWriter lookupswitch(Label otherwise, SortedMap<Integer, Label> cases) {
        int from = code.size();
        code.u1(0xab);
        while (code.size() % 4 != 0) {
            code.u1(0);
        }
        distance(otherwise, from, Integer.BYTES);
        code.u4(cases.size());
        cases.forEach((value, label) -> {
            code.u4(value);
            distance(label, from, Integer.BYTES);
        });
        return this;
    }

    // ---- members of classes

    CodeWriter getstatic(ClassDesc owner, String name, ClassDesc type) {
        return opWide(0xb2, pool.field(owner, name, type));
    }

    CodeWriter putstatic(ClassDesc owner, String name, ClassDesc type) {
        return opWide(0xb3, pool.field(owner, name, type));
    }

    CodeWriter getfield(ClassDesc owner, String name, ClassDesc type) {
        return opWide(0xb4, pool.field(owner, name, type));
    }

    CodeWriter putfield(ClassDesc owner, String name, ClassDesc type) {
        return opWide(0xb5, pool.field(owner, name, type));
    }

    CodeWriter invokevirtual(ClassDesc owner, String name, MethodTypeDesc type) {
        return opWide(0xb6, pool.method(owner, name, type.descriptorString()));
    }

    CodeWriter invokespecial(ClassDesc owner, String name, MethodTypeDesc type) {
        return opWide(0xb7, pool.method(owner, name, type.descriptorString()));
    }

    CodeWriter invokestatic(ClassDesc owner, String name, MethodTypeDesc type) {
        return opWide(0xb8, pool.method(owner, name, type.descriptorString()));
    }

    CodeWriter checkcast(ClassDesc type) {
        return opWide(0xc0, pool.type(type));
    }
}
