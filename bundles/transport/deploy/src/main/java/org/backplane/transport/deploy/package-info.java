/** A folder as a transport: jars that come, change and go become the commands that install, update and uninstall them. */
@NullMarked
package org.backplane.transport.deploy;

import org.jspecify.annotations.NullMarked;
