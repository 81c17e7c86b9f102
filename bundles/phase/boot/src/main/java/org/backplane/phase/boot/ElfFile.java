package org.backplane.phase.boot;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.backplane.api.DataSize;
import org.backplane.phase.boot.Program.Elf;
import org.backplane.phase.boot.Program.Elf.Segment;

/** Reads one ELF file of 64 bits, little-endian; System V ABI, chapters 4 and 5. */
final class ElfFile {
    /** {@code \x7fELF}. */
    private static final int MAGIC = 0x464c457f;

    private static final int CLASS = 4;
    private static final int CLASS_64 = 2;
    private static final int DATA = 5;
    private static final int DATA_LITTLE_ENDIAN = 1;
    private static final int HEADER_SIZE = 64;
    private static final int TYPE = 16;
    private static final int TYPE_EXECUTABLE = 2;
    private static final int TYPE_SHARED = 3;
    private static final int MACHINE = 18;
    private static final int ENTRY = 24;
    private static final int PROGRAM_HEADERS = 32;
    private static final int PROGRAM_HEADER_SIZE = 54;
    private static final int PROGRAM_HEADER_COUNT = 56;

    private static final int MIN_PROGRAM_HEADER = 56;
    private static final int LOAD = 1;

    private final BootFile file;
    private final ByteBuffer elf;
    private final long limit;
    private final List<Segment> segments = new ArrayList<>();
    private long entry;

    private ElfFile(BootFile file, ByteBuffer bytes, long limit) {
        this.file = file;
        this.limit = Math.min(limit, BootFile.MAX_LENGTH);
        elf = Programs.littleEndian(bytes);
    }

    static boolean isElf(ByteBuffer bytes) {
        return bytes.limit() >= Integer.BYTES && Programs.littleEndian(bytes).getInt(0) == MAGIC;
    }

    /**
     * Reads it.
     *
     * @param limit the greatest segment that there is room for
     */
    static Elf read(BootFile file, ByteBuffer bytes, long limit) {
        return new ElfFile(file, bytes, limit).read();
    }

    private Elf read() {
        checkHeader();
        entry = elf.getLong(ENTRY);
        int size = Short.toUnsignedInt(elf.getShort(PROGRAM_HEADER_SIZE));
        int count = Short.toUnsignedInt(elf.getShort(PROGRAM_HEADER_COUNT));
        long table = elf.getLong(PROGRAM_HEADERS);
        if (count > 0 && (size < MIN_PROGRAM_HEADER || !inside(table, (long) size * count))) {
            throw file.wrong("it is cut off: its program headers are not inside it");
        }
        for (int i = 0; i < count; i++) {
            segment((int) table + i * size);
        }
        if (segments.isEmpty()) {
            throw file.wrong("it is an ELF file with nothing to load");
        }
        return new Elf(Short.toUnsignedInt(elf.getShort(MACHINE)), entry, segments);
    }

    private void checkHeader() {
        if (elf.limit() < HEADER_SIZE) {
            throw file.wrong("it is cut off: shorter than the header of an ELF file");
        }
        if (elf.get(CLASS) != CLASS_64 || elf.get(DATA) != DATA_LITTLE_ENDIAN) {
            throw file.wrong("expected an ELF file of 64 bits, little-endian");
        }
        int type = elf.getShort(TYPE);
        if (type != TYPE_EXECUTABLE && type != TYPE_SHARED) {
            throw file.wrong("expected an ELF file that can be executed, not a part of one");
        }
    }

    private void segment(int header) {
        long offset = elf.getLong(header + 8);
        long virtual = elf.getLong(header + 16);
        long physical = elf.getLong(header + 24);
        long fileSize = elf.getLong(header + 32);
        long size = elf.getLong(header + 40);
        if (elf.getInt(header) != LOAD || size == 0) {
            return;
        }
        if (!inside(offset, fileSize) || Long.compareUnsigned(fileSize, size) > 0) {
            throw file.wrong("it is cut off: a segment is not inside it");
        }
        if (Long.compareUnsigned(elf.getLong(ENTRY) - virtual, size) < 0) {
            entry = elf.getLong(ENTRY) - virtual + physical;
        }
        if (Long.compareUnsigned(size, limit) > 0) {
            throw file.wrong("it does not fit into %s of memory".formatted(new DataSize(limit)));
        }
        var contents = new byte[(int) size];
        elf.get((int) offset, contents, 0, (int) fileSize);
        segments.add(new Segment(physical, ByteBuffer.wrap(contents)));
    }

    private boolean inside(long offset, long length) {
        return offset >= 0 && length >= 0 && offset <= elf.limit() && length <= elf.limit() - offset;
    }
}
