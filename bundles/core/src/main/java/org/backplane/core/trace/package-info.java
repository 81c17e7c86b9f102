/** Logging that is switched at run time. */
@NullMarked
package org.backplane.core.trace;

import org.jspecify.annotations.NullMarked;
