/** The main loop, the feeds that fill it, and the phases that it moves a machine through. */
@NullMarked
package org.backplane.core.loop;

import org.jspecify.annotations.NullMarked;
