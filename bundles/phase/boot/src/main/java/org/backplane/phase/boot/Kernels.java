package org.backplane.phase.boot;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.backplane.phase.boot.Loaded.Piece;

/** Reads kernels: flat RISC-V Images (Linux, Documentation/arch/riscv/boot-image-header.rst), gzip'd or not, and ELF. */
final class Kernels {
    private static final int HEADER = 64;
    private static final int TEXT_OFFSET = 8;
    private static final int IMAGE_SIZE = 16;
    private static final int MAGIC2 = 56;
    private static final int RSC5 = 0x0543_5352;

    private Kernels() {}

    /**
     * Reads a kernel.
     *
     * @param base where a flat one goes if its header has no other wish
     * @param elfMachine the {@code e_machine} of ELF files
     * @throws org.backplane.api.command.CommandException if it is none
     */
    static Loaded read(Source packed, long base, long most, int elfMachine) {
        var source = packed.unpacked(most);
        if (ElfFile.is(source)) {
            return ElfFile.read(source, elfMachine);
        }
        var header = ByteBuffer.wrap(source.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        if (source.bytes().length < HEADER || header.getInt(MAGIC2) != RSC5) {
            throw source.refuse("is no kernel; expected a RISC-V Image, a gzip'd Image or an ELF file");
        }
        long size = Math.max(header.getLong(IMAGE_SIZE), source.bytes().length);
        if (header.getLong(TEXT_OFFSET) < 0 || size > most) {
            throw source.refuse("does not fit in guest memory");
        }
        return new Loaded(base, base + size, List.of(new Piece(base, source.bytes())));
    }
}
