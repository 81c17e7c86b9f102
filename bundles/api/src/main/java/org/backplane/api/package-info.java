/**
 * Words that describe a record to everyone who reads its schema, and the types of its components.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.backplane.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
