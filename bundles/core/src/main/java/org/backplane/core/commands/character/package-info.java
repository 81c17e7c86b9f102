/** Commands on character devices. */
@NullMarked
package org.backplane.core.commands.character;

import org.jspecify.annotations.NullMarked;
