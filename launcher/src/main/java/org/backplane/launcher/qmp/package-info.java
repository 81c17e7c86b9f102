/**
 * A small client of QMP, for shells and scripts: {@code backplane qmp}. It starts no framework, and knows nothing of the
 * server but its protocol, so that it serves QEMU as well.
 */
@NullMarked
package org.backplane.launcher.qmp;

import org.jspecify.annotations.NullMarked;
