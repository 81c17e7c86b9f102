/**
 * A driver and a fuzzer for virtio devices on {@link org.backplane.testkit.FakeSlot}. Both know the specification, not
 * the library that devices are made with.
 *
 * {@snippet :
 * var driver = new VirtioDriver(slot).start(FEATURES, 8);
 * driver.queue(0).submit(driver.readable(header), driver.writable(513));
 * assertEquals(513, driver.queue(0).used().length());
 * }
 */
@Export
@Version("1.0.0")
@NullMarked
package org.backplane.testkit.virtio;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
