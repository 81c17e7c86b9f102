/**
 * The phases of a machine and what is done between them.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.backplane.api.phase;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
