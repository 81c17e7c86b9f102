@NullMarked
package org.backplane.device.fwcfg;

import org.jspecify.annotations.NullMarked;
