package org.backplane.phase.boot;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.GZIPInputStream;

/** Tells by its first bytes what a file is, and reads it. A file is not trusted. */
final class Programs {
    private static final String NO_KERNEL = "expected a RISC-V Image, a gzip'd Image or an ELF file";

    private static final int IMAGE_HEADER = 64;
    private static final int IMAGE_TEXT_OFFSET = 8;
    private static final int IMAGE_SIZE = 16;
    private static final int IMAGE_FLAGS = 24;
    private static final int IMAGE_MAGIC = 56;
    /** {@code RSC\x05}. */
    private static final int RISCV = 0x05435352;

    private static final int BIG_ENDIAN = 1;

    private Programs() {}

    /**
     * Says no if it is no kernel by its looks.
     *
     * @param head its first bytes
     */
    static void checkKernel(BootFile file, ByteBuffer head) {
        if (!isGzip(head) && !ElfFile.isElf(head) && !isImage(head)) {
            throw file.wrong(NO_KERNEL);
        }
    }

    /**
     * Reads a kernel, which has a format of its own.
     *
     * @param limit what there is room for, unpacked
     */
    static Program kernel(BootFile file, long limit) {
        return kernel(file, file.contents(limit), limit);
    }

    private static Program kernel(BootFile file, ByteBuffer bytes, long limit) {
        var unpacked = isGzip(bytes) ? unpack(file, bytes, limit) : bytes;
        if (ElfFile.isElf(unpacked)) {
            return ElfFile.read(file, unpacked, limit);
        } else if (isImage(unpacked)) {
            return image(file, unpacked);
        } else {
            throw file.wrong(NO_KERNEL);
        }
    }

    /** Reads what firmware from a file starts: the next firmware, which may have no format, or a kernel. */
    static Program payload(BootFile file, long limit) {
        var bytes = file.contents(limit);
        return isGzip(bytes) || ElfFile.isElf(bytes) || isImage(bytes)
                ? kernel(file, bytes, limit)
                : new Program.Flat(bytes);
    }

    /** Reads firmware, an ELF file or else anything that can be executed where it is put. */
    static Program firmware(BootFile file, long limit) {
        var bytes = file.contents(limit);
        return ElfFile.isElf(bytes) ? ElfFile.read(file, bytes, limit) : new Program.Flat(bytes);
    }

    private static boolean isGzip(ByteBuffer bytes) {
        return bytes.limit() >= 2 && bytes.get(0) == 0x1f && bytes.get(1) == (byte) 0x8b;
    }

    private static ByteBuffer unpack(BootFile file, ByteBuffer packed, long limit) {
        int most = (int) Math.min(limit, BootFile.MAX_LENGTH);
        try (var in = new GZIPInputStream(new ByteArrayInputStream(array(packed)))) {
            var unpacked = in.readNBytes(most + 1);
            if (unpacked.length > most) {
                throw file.wrong("unpacked it does not fit into memory");
            }
            return ByteBuffer.wrap(unpacked);
        } catch (IOException e) {
            throw file.wrong("it is damaged: %s".formatted(e.getMessage()));
        }
    }

    private static boolean isImage(ByteBuffer bytes) {
        return bytes.limit() >= IMAGE_HEADER && littleEndian(bytes).getInt(IMAGE_MAGIC) == RISCV;
    }

    private static Program.Image image(BootFile file, ByteBuffer bytes) {
        var header = littleEndian(bytes);
        if ((header.getLong(IMAGE_FLAGS) & BIG_ENDIAN) != 0) {
            throw file.wrong("it is for a big-endian machine");
        }
        long size = header.getLong(IMAGE_SIZE);
        if (size < 0 || header.getLong(IMAGE_TEXT_OFFSET) < 0) {
            throw file.wrong("its header asks for more memory than there can be");
        }
        return new Program.Image(bytes, header.getLong(IMAGE_TEXT_OFFSET), Math.max(size, bytes.limit()));
    }

    static ByteBuffer littleEndian(ByteBuffer bytes) {
        return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A copy on the heap. */
    static byte[] array(ByteBuffer bytes) {
        var array = new byte[bytes.limit()];
        bytes.get(0, array);
        return array;
    }
}
