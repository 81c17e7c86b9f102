/**
 * What the machine tells everybody who listens.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.backplane.api.event;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
