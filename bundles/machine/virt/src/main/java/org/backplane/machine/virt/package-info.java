/** The RISC-V machine that has no counterpart in hardware. */
@NullMarked
package org.backplane.machine.virt;

import org.jspecify.annotations.NullMarked;
