/**
 * Work that takes long: it goes on beside all else, shows how far it is, and can be stopped.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.backplane.api.job;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
