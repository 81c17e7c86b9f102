/**
 * Firmware that is part of the emulator.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.backplane.api.firmware;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
