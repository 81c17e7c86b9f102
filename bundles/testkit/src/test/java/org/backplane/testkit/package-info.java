@NullMarked
package org.backplane.testkit;

import org.jspecify.annotations.NullMarked;
