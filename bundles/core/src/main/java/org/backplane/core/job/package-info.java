/** Work that takes long. */
@NullMarked
package org.backplane.core.job;

import org.jspecify.annotations.NullMarked;
