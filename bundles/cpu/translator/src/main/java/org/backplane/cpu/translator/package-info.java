/**
 * Turns hot guest code into JVM bytecode, whatever the instruction set. A processor states what its instructions do as
 * {@link org.backplane.cpu.translator.Step}s, gathers what runs together in a
 * {@link org.backplane.cpu.translator.GuestCode}, and gets a {@link org.backplane.cpu.translator.Region} back once
 * HotSpot has compiled it. Its interpreter goes on meanwhile, and does all that regions leave to it.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.backplane.cpu.translator;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
