/**
 * Machine types, and the board that they build on.
 */
@Export
@Version("1.1.0")
@NullMarked
package org.backplane.api.machine;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
