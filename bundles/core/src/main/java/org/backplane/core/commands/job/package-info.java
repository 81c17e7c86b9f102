/** Commands on long-running work. */
@NullMarked
package org.backplane.core.commands.job;

import org.jspecify.annotations.NullMarked;
