/** Sessions: the sockets they begin on, what they remember, and the protocols that come and go under them. */
@NullMarked
package org.backplane.core.session;

import org.jspecify.annotations.NullMarked;
