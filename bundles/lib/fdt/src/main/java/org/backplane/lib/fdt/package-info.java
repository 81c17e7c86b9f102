/**
 * Flattened device trees, version 17: built, read and changed; Devicetree Specification v0.4, chapter 5.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.backplane.lib.fdt;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
