/** The RISC-V machine made for virtual machines, as QEMU has it: same addresses, same interrupts. */
@NullMarked
package org.backplane.machine.virt;

import org.jspecify.annotations.NullMarked;
