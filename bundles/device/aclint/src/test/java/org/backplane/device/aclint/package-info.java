@NullMarked
package org.backplane.device.aclint;

import org.jspecify.annotations.NullMarked;
