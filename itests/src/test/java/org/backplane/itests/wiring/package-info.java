/** How the bundles of a distribution find each other, and do without each other, in a running framework. */
@NullMarked
package org.backplane.itests.wiring;

import org.jspecify.annotations.NullMarked;
