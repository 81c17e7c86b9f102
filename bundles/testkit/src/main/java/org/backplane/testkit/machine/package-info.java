/**
 * Real machines in tests: {@link org.backplane.testkit.machine.Machine} on a class, a method or a parameter boots one
 * from a configuration, as a process of the distribution that the system property {@code backplane.home} or the
 * environment's {@code BACKPLANE_HOME} names. A process rather than a framework in the test's own JVM: standard output
 * is the guest's console, a guest can end it, and what runs is what users run.
 *
 * {@snippet :
 * @Test
 * @Machine(value = "linux.yaml", parameters = {"kernel=Image", "initrd=initrd.gz"}, bundles = "target/*.jar")
 * void theGuestFindsTheDevice(Guest guest) throws Exception {
 *     guest.expect("# ").type("devmem 0x10008000\n").expect("0x52444E41");
 *     assertEquals(0x52444e41, guest.read(0x1000_8000, 4));
 * }
 * }
 */
@Export
@Version("1.0.0")
@NullMarked
package org.backplane.testkit.machine;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
