/** Commands on devices. */
@NullMarked
package org.backplane.core.commands.device;

import org.jspecify.annotations.NullMarked;
