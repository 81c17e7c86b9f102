@NullMarked
package org.backplane.transport.deploy;

import org.jspecify.annotations.NullMarked;
