/** Commands on the network. */
@NullMarked
package org.backplane.core.commands.net;

import org.jspecify.annotations.NullMarked;
