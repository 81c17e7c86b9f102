/** Commands on block nodes. */
@NullMarked
package org.backplane.core.commands.block;

import org.jspecify.annotations.NullMarked;
