/** Commands on objects and their types. */
@NullMarked
package org.backplane.core.commands.object;

import org.jspecify.annotations.NullMarked;
