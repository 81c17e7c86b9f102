/** The board: memory map, slots, clocks, and the threads of the processors. */
@NullMarked
package org.backplane.core.board;

import org.jspecify.annotations.NullMarked;
