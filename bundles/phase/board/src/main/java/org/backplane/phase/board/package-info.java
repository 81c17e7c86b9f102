/** Finds the machine type that a user asked for, has it look at the settings, and later builds the machine. */
@NullMarked
package org.backplane.phase.board;

import org.jspecify.annotations.NullMarked;
