/** What was done, and what is there because of it. */
@NullMarked
package org.backplane.core.journal;

import org.jspecify.annotations.NullMarked;
