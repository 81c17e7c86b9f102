/**
 * Processors, and the socket they sit in.
 */
@Export
@Version("1.1.0")
@NullMarked
package org.backplane.api.cpu;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
