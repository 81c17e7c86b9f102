package org.backplane.cpu.translator;

import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;

/** Writes a class file of a few members; JVM specification, chapter 4. */
final class ClassWriter {
    static final int PUBLIC = 1;
    static final int STATIC = 8;
    static final int FINAL = 16;

    private static final int SUPER = 32;
    private static final int MAGIC = 0xcafebabe;

    /** Of Java 25. */
    private static final int VERSION = 69;

    private final ConstantPool pool = new ConstantPool();
    private final Bytes head = new Bytes();
    private final Bytes fields = new Bytes();
    private int fieldCount;
    private final List<Method> methods = new ArrayList<>();

    private record Method(int access, String name, MethodTypeDesc type, int maxStack, int maxLocals, CodeWriter code) {}

    ClassWriter(ClassDesc self, ClassDesc parent) {
        head.u2(FINAL | SUPER).u2(pool.type(self)).u2(pool.type(parent)).u2(0);
    }

    void field(int access, String name, ClassDesc type) {
        fields.u2(access).u2(pool.utf8(name)).u2(pool.utf8(type.descriptorString()));
        fields.u2(0);
        fieldCount++;
    }

    /** The code, to be written, of a new method. */
    CodeWriter method(int access, String name, MethodTypeDesc type, int maxStack, int maxLocals) {
        var code = new CodeWriter(pool);
        methods.add(new Method(access, name, type, maxStack, maxLocals, code));
        return code;
    }

    byte[] toArray() {
        var members = new Bytes();
        members.u2(fieldCount).add(fields);
        members.u2(methods.size());
        for (var method : methods) {
            members.u2(method.access()).u2(pool.utf8(method.name()));
            members.u2(pool.utf8(method.type().descriptorString())).u2(1);
            method.code().writeTo(members, method.maxStack(), method.maxLocals());
        }
        members.u2(0);
        var file = new Bytes().u4(MAGIC).u4(VERSION);
        pool.writeTo(file);
        return file.add(head).add(members).toArray();
    }
}
