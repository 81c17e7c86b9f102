@NullMarked
package org.backplane.lib.virtio;

import org.jspecify.annotations.NullMarked;
