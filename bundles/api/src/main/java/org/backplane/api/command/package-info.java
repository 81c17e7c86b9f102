/**
 * Commands, and the feed that carries them to the main loop.
 */
@Export
@Version("1.1.0")
@NullMarked
package org.backplane.api.command;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
