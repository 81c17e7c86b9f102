/**
 * Flattened device trees: built, read and written as the Devicetree Specification, chapter 5, has them.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.backplane.lib.fdt;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
