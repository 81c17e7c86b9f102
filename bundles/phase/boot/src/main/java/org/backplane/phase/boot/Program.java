package org.backplane.phase.boot;

import java.nio.ByteBuffer;
import java.util.List;

/** What was in a file that a machine can execute. */
sealed interface Program {

    /**
     * Linux's flat format for RISC-V; Documentation/arch/riscv/boot-image-header.rst.
     *
     * @param bytes the file
     * @param textOffset how far above the start of memory it wants to be
     * @param size the memory it needs, at least the file's length
     */
    record Image(ByteBuffer bytes, long textOffset, long size) implements Program {}

    /**
     * An ELF file.
     *
     * @param machine the machine it is for, {@code e_machine}
     * @param entry the physical address of its first instruction
     * @param segments what is loaded
     */
    record Elf(int machine, long entry, List<Segment> segments) implements Program {

        /**
         * A stretch of memory.
         *
         * @param address its physical address
         * @param bytes what it holds, with the zeroes behind what is in the file: memory keeps its contents on a reset
         */
        record Segment(long address, ByteBuffer bytes) {}
    }

    /**
     * Bytes without a format.
     *
     * @param bytes the file
     */
    record Flat(ByteBuffer bytes) implements Program {}
}
