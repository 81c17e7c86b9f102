/**
 * Two-way transports: sessions, which core owns, and the stateless code that speaks a wire protocol over them.
 *
 * <p>Core owns sockets, connections, what was received and not understood yet, what is to be sent, and what a
 * protocol has to remember. A {@link org.backplane.api.session.Protocol} is only code, so its bundle can be replaced
 * while clients are connected: the new code goes on where the old one stopped.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.backplane.api.session;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
