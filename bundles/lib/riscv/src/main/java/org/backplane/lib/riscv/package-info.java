/**
 * The RISC-V hart as machines, firmware and inspection see it.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.backplane.lib.riscv;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
