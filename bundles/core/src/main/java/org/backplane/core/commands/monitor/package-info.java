/** Commands on the interface itself. */
@NullMarked
package org.backplane.core.commands.monitor;

import org.jspecify.annotations.NullMarked;
