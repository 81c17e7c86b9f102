@NullMarked
package org.backplane.device.uart16550;

import org.jspecify.annotations.NullMarked;
