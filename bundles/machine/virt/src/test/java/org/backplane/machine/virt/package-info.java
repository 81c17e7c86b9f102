@NullMarked
package org.backplane.machine.virt;

import org.jspecify.annotations.NullMarked;
