/**
 * Guest memory and the map of guest addresses.
 */
@Export
@Version("1.1.0")
@NullMarked
package org.backplane.api.memory;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
