/** The Goldfish real-time clock. */
@NullMarked
package org.backplane.device.goldfishrtc;

import org.jspecify.annotations.NullMarked;
