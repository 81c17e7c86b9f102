package org.backplane.cpu.riscv;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** An ELF file of 64 bits, to look for symbols in. */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record Elf(byte[] bytes) {
    private static final int SYMBOL_TABLE = 2;
    private static final int SYMBOL_SIZE = 24;

    /** The address of a symbol. */
    long symbol(String name) {
        var file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int sections = (int) file.getLong(40);
        int size = file.getShort(58);
        for (int i = 0; i < file.getShort(60); i++) {
            int section = sections + i * size;
            if (file.getInt(section + 4) == SYMBOL_TABLE) {
                int strings = (int) file.getLong(sections + file.getInt(section + 40) * size + 24);
                int from = (int) file.getLong(section + 24);
                int end = from + (int) file.getLong(section + 32);
                for (int at = from; at < end; at += SYMBOL_SIZE) {
                    if (text(strings + file.getInt(at)).equals(name)) {
                        return file.getLong(at + 8);
                    }
                }
            }
        }
        throw new IllegalArgumentException("no symbol " + name);
    }

    private String text(int at) {
        int end = at;
        while (bytes[end] != 0) {
            end++;
        }
        return new String(bytes, at, end - at, StandardCharsets.US_ASCII);
    }
}
