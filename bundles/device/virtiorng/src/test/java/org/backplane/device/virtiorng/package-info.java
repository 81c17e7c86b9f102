@NullMarked
package org.backplane.device.virtiorng;

import org.jspecify.annotations.NullMarked;
