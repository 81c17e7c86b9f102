/** Bundles that come, go and are replaced while a machine runs. */
@NullMarked
package org.backplane.core.bundle;

import org.jspecify.annotations.NullMarked;
