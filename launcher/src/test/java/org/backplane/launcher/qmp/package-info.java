@NullMarked
package org.backplane.launcher.qmp;

import org.jspecify.annotations.NullMarked;
