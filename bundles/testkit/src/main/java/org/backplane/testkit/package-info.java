/**
 * Fakes for authors of devices: a slot, clocks, memory and host ends that live in one thread and move only when a test
 * says so. A test needs neither OSGi nor a machine:
 *
 * {@snippet :
 * var slot = new FakeSlot();
 * slot.plug(new GoldfishRtc.Type(), new GoldfishRtc.Properties());
 * slot.write(IRQ_ENABLED, 1);
 * slot.advance(100);
 * assertTrue(slot.irq("alarm").level());
 * slot.swap(); // the same device, built anew on a copy of its state
 * }
 */
@Export
@Version("1.0.0")
@NullMarked
package org.backplane.testkit;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
