/** Commands on bundles. */
@NullMarked
package org.backplane.core.commands.bundle;

import org.jspecify.annotations.NullMarked;
