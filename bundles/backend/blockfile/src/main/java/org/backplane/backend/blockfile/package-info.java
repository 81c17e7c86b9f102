@NullMarked
package org.backplane.backend.blockfile;

import org.jspecify.annotations.NullMarked;
