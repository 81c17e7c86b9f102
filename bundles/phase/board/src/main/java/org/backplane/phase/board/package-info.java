/** The steps that check and build a machine. */
@NullMarked
package org.backplane.phase.board;

import org.jspecify.annotations.NullMarked;
