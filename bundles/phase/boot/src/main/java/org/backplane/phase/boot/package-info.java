/** The step that loads firmware and kernels. */
@NullMarked
package org.backplane.phase.boot;

import org.jspecify.annotations.NullMarked;
