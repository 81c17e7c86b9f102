/** What tests of machines ask from inside of them: memory as a processor sees it, and guest time. In no feature. */
@NullMarked
package org.backplane.testkit.probe;

import org.jspecify.annotations.NullMarked;
