/** The commands about what was done, and what is there because of it. */
@NullMarked
package org.backplane.core.commands.journal;

import org.jspecify.annotations.NullMarked;
