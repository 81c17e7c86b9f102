@NullMarked
package org.backplane.backend.chardev;

import org.jspecify.annotations.NullMarked;
