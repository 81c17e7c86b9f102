/** Reads schemas off Java types, and values off neutral trees by their schema. */
@NullMarked
package org.backplane.core.schema;

import org.jspecify.annotations.NullMarked;
