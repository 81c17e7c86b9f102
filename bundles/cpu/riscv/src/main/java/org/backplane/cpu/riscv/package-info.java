/** The RISC-V hart: 64-bit, with the extensions of RV64GC. */
@NullMarked
package org.backplane.cpu.riscv;

import org.jspecify.annotations.NullMarked;
