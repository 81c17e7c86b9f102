/**
 * What a value may look like, as data: read off Java types once, shown by every transport.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.backplane.api.schema;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
