@NullMarked
package org.backplane.api.backend;

import org.jspecify.annotations.NullMarked;
