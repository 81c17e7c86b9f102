/** Tests of the launcher, without a framework. */
@NullMarked
package org.backplane.launcher;

import org.jspecify.annotations.NullMarked;
