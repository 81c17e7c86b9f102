/**
 * Objects that users make, beside devices and what devices are connected to: sources of random bytes, secrets.
 */
@Export
@Version("1.1.0")
@NullMarked
package org.backplane.api.object;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
