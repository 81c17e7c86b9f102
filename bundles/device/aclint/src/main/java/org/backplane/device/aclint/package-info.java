/** The interrupt and timer devices of the RISC-V Advanced Core Local Interruptor. */
@NullMarked
package org.backplane.device.aclint;

import org.jspecify.annotations.NullMarked;
