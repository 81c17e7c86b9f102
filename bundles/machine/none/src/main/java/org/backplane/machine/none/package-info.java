@NullMarked
package org.backplane.machine.none;

import org.jspecify.annotations.NullMarked;
