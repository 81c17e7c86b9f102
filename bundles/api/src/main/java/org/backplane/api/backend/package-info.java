/**
 * Host ends of devices: character devices and block nodes.
 */
@Export
@Version("1.1.0")
@NullMarked
package org.backplane.api.backend;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
