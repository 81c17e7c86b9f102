@NullMarked
package org.backplane.firmware.sbi;

import org.jspecify.annotations.NullMarked;
