/** Fakes that the core's tests share. */
@NullMarked
package org.backplane.core;

import org.jspecify.annotations.NullMarked;
