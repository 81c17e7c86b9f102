/** Loads what a machine starts with: firmware, kernel, initial RAM disk, device tree. */
@NullMarked
package org.backplane.phase.boot;

import org.jspecify.annotations.NullMarked;
