@NullMarked
package org.backplane.lib.fdt;

import org.jspecify.annotations.NullMarked;
