@NullMarked
package org.backplane.backend.secret;

import org.jspecify.annotations.NullMarked;
