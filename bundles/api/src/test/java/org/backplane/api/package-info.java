@NullMarked
package org.backplane.api;

import org.jspecify.annotations.NullMarked;
