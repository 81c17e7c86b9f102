@NullMarked
package org.backplane.lib.posix;

import org.jspecify.annotations.NullMarked;
