@NullMarked
package org.backplane.device.pflash;

import org.jspecify.annotations.NullMarked;
