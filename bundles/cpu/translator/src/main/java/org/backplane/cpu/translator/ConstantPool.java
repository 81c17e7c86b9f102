package org.backplane.cpu.translator;

import java.lang.constant.ClassDesc;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The constants of a class file, each once; JVM specification, section 4.4. */
final class ConstantPool {
    private static final int UTF8 = 1;
    private static final int INTEGER = 3;
    private static final int LONG = 5;
    private static final int CLASS = 7;
    private static final int STRING = 8;
    private static final int FIELD = 9;
    private static final int METHOD = 10;
    private static final int NAME_AND_TYPE = 12;

    private final Bytes bytes = new Bytes();
    private final Map<Object, Integer> indices = new HashMap<>();
    private int count = 1;

    private record Text(String value) {}

    private record Member(int kind, ClassDesc owner, String name, String type) {}

    private record NameAndType(String name, String type) {}

    /** The number of a string of which there is no object. */
    int utf8(String text) {
        Integer known = indices.get(text);
        if (known != null) {
            return known;
        }
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        bytes.u1(UTF8).u2(encoded.length).add(encoded);
        return next(text, 1);
    }

    int string(String text) {
        var key = new Text(text);
        Integer known = indices.get(key);
        return known != null ? known : reference(STRING, text, key);
    }

    int type(ClassDesc type) {
        Integer known = indices.get(type);
        if (known != null) {
            return known;
        }
        String descriptor = type.descriptorString();
        return reference(CLASS, type.isArray() ? descriptor : descriptor.substring(1, descriptor.length() - 1), type);
    }

    private int reference(int kind, String name, Object key) {
        int text = utf8(name);
        bytes.u1(kind).u2(text);
        return next(key, 1);
    }

    int of(int value) {
        Integer known = indices.get(value);
        if (known != null) {
            return known;
        }
        bytes.u1(INTEGER).u4(value);
        return next(value, 1);
    }

    int of(long value) {
        Integer known = indices.get(value);
        if (known != null) {
            return known;
        }
        bytes.u1(LONG).u8(value);
        return next(value, 2);
    }

    int field(ClassDesc owner, String name, ClassDesc type) {
        return member(new Member(FIELD, owner, name, type.descriptorString()));
    }

    int method(ClassDesc owner, String name, String type) {
        return member(new Member(METHOD, owner, name, type));
    }

    private int member(Member member) {
        Integer known = indices.get(member);
        if (known != null) {
            return known;
        }
        int owner = type(member.owner());
        int nameAndType = nameAndType(new NameAndType(member.name(), member.type()));
        bytes.u1(member.kind()).u2(owner).u2(nameAndType);
        return next(member, 1);
    }

    private int nameAndType(NameAndType key) {
        Integer known = indices.get(key);
        if (known != null) {
            return known;
        }
        int name = utf8(key.name());
        int type = utf8(key.type());
        bytes.u1(NAME_AND_TYPE).u2(name).u2(type);
        return next(key, 1);
    }

    private int next(Object key, int slots) {
        int index = count;
        indices.put(key, index);
        count += slots;
        return index;
    }

    void writeTo(Bytes file) {
        file.u2(count).add(bytes);
    }
}
