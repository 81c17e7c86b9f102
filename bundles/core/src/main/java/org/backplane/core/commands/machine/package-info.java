/** Commands about the machine as a whole: what it is, has and can. */
@NullMarked
package org.backplane.core.commands.machine;

import org.jspecify.annotations.NullMarked;
