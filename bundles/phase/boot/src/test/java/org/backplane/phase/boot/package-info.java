@NullMarked
package org.backplane.phase.boot;

import org.jspecify.annotations.NullMarked;
