@NullMarked
package org.backplane.api.device;

import org.jspecify.annotations.NullMarked;
