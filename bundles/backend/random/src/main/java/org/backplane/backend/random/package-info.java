@NullMarked
package org.backplane.backend.random;

import org.jspecify.annotations.NullMarked;
