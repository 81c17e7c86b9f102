package org.backplane.cpu.translator;

import java.util.Arrays;

/** Bytes one after the other, the big end of numbers first, as class files have them. */
final class Bytes {
    private byte[] content = new byte[1024];
    private int size;

    int size() {
        return size;
    }

    Bytes u1(int value) {
        if (size == content.length) {
            content = Arrays.copyOf(content, 2 * size);
        }
        content[size++] = (byte) value;
        return this;
    }

    Bytes u2(int value) {
        return u1(value >> 8).u1(value);
    }

    Bytes u4(int value) {
        return u2(value >> 16).u2(value);
    }

    Bytes u8(long value) {
        return u4((int) (value >> 32)).u4((int) value);
    }

    Bytes add(Bytes other) {
        return add(other.content, other.size);
    }

    Bytes add(byte[] other) {
        return add(other, other.length);
    }

    private Bytes add(byte[] other, int length) {
        if (size + length > content.length) {
            content = Arrays.copyOf(content, Math.max(2 * content.length, size + length));
        }
        System.arraycopy(other, 0, content, size, length);
        size += length;
        return this;
    }

    /** Overwrites two bytes. */
    void set2(int position, int value) {
        content[position] = (byte) (value >> 8);
        content[position + 1] = (byte) value;
    }

    /** Overwrites four bytes. */
    void set4(int position, int value) {
        set2(position, value >> 16);
        set2(position + 2, value);
    }

    byte[] toArray() {
        return Arrays.copyOf(content, size);
    }
}
