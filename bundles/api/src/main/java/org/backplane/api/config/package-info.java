/**
 * Configuration files: their sections, and what they say of themselves.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.backplane.api.config;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
