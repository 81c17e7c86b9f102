/** The commands that come with the core. */
@NullMarked
package org.backplane.core.commands;

import org.jspecify.annotations.NullMarked;
