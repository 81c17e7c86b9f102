@NullMarked
package org.backplane.phase.board;

import org.jspecify.annotations.NullMarked;
