package org.backplane.cpu.riscv;

import java.io.IOException;

/** Something that executes a {@link BatchImage}. */
@FunctionalInterface
interface ImageRunner {
    /**
     * Executes an image that is at the beginning of memory, in machine mode, until it switches the machine off.
     *
     * @return the memory it leaves, as far as the image went
     */
    byte[] run(byte[] image) throws IOException, InterruptedException;
}
