/**
 * Devices, the slots they are plugged into, and what a slot offers.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.backplane.api.device;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
