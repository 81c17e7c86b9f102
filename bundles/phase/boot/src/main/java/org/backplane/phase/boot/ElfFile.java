package org.backplane.phase.boot;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import org.backplane.phase.boot.Loaded.Piece;

/** Reads programs in the Executable and Linking Format: 64-bit and little-endian, by their physical addresses. */
final class ElfFile {
    private static final int MAGIC = 0x464c_457f;
    private static final int HEADER = 64;
    private static final int CLASS_64 = 2;
    private static final int LITTLE_ENDIAN = 1;
    private static final int PROGRAM_HEADER = 56;
    private static final int PT_LOAD = 1;

    private final Source source;
    private final ByteBuffer file;

    private ElfFile(Source source) {
        this.source = source;
        file = ByteBuffer.wrap(source.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Whether a file is in that format. */
    static boolean is(Source source) {
        return source.bytes().length >= Integer.BYTES
                && ByteBuffer.wrap(source.bytes())
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .getInt()
                        == MAGIC;
    }

    /**
     * Reads a program.
     *
     * @param machine the {@code e_machine} it has to be for
     * @throws org.backplane.api.command.CommandException if it is not sound, or for another machine
     */
    static Loaded read(Source source, int machine) {
        return new ElfFile(source).read(machine);
    }

    private Loaded read(int machine) {
        if (file.limit() < HEADER) {
            throw source.refuse("is an ELF file that is cut off");
        }
        if (file.get(4) != CLASS_64 || file.get(5) != LITTLE_ENDIAN) {
            throw source.refuse("is an ELF file, but not a 64-bit little-endian one");
        }
        int actual = Short.toUnsignedInt(file.getShort(18));
        if (actual != machine) {
            throw source.refuse("is an ELF file for machine %d; expected %d".formatted(actual, machine));
        }
        return new Builder().build();
    }

    /** Collects the segments. */
    private final class Builder {
        private final ArrayList<Piece> pieces = new ArrayList<>();
        private final long virtualEntry = file.getLong(24);
        private long entry = virtualEntry;
        private long end;

        private Loaded build() {
            long table = file.getLong(32);
            int entrySize = Short.toUnsignedInt(file.getShort(54));
            int count = Short.toUnsignedInt(file.getShort(56));
            for (int i = 0; i < count; i++) {
                long header = table + (long) i * entrySize;
                if (table < 0 || entrySize < PROGRAM_HEADER || header > file.limit() - PROGRAM_HEADER) {
                    throw source.refuse("is an ELF file whose program headers are cut off");
                }
                segment((int) header);
            }
            if (pieces.isEmpty()) {
                throw source.refuse("is an ELF file without anything to load");
            }
            return new Loaded(entry, end, pieces);
        }

        private void segment(int header) {
            if (file.getInt(header) != PT_LOAD) {
                return;
            }
            long offset = file.getLong(header + 8);
            long virtual = file.getLong(header + 16);
            long physical = file.getLong(header + 24);
            long fileSize = file.getLong(header + 32);
            long memorySize = file.getLong(header + 40);
            if (offset < 0 || fileSize < 0 || fileSize > file.limit() - offset || memorySize < fileSize) {
                throw source.refuse("is an ELF file with a segment that is cut off");
            }
            if (fileSize > 0) {
                pieces.add(new Piece(
                        physical, Arrays.copyOfRange(source.bytes(), (int) offset, (int) (offset + fileSize))));
            }
            end = Math.max(end, physical + memorySize);
            if (virtualEntry - virtual >= 0 && virtualEntry - virtual < memorySize) {
                entry = virtualEntry - virtual + physical;
            }
        }
    }
}
