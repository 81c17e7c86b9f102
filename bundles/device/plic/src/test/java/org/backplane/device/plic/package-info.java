@NullMarked
package org.backplane.device.plic;

import org.jspecify.annotations.NullMarked;
