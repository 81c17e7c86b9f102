/** Tests of the distribution as a whole. */
@NullMarked
package org.backplane.itests;

import org.jspecify.annotations.NullMarked;
