/**
 * Calls of the C library, for what the JDK does not offer; by the Foreign Function and Memory API.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.backplane.lib.posix;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
