/** The 16550A serial port. */
@NullMarked
package org.backplane.device.uart16550;

import org.jspecify.annotations.NullMarked;
