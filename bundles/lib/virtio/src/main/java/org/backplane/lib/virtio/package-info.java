/**
 * Virtio devices, version 1.2 of the OASIS specification, on the memory-mapped transport.
 *
 * <p>A device composes a {@link org.backplane.lib.virtio.VirtioMmio}, declares its queues and its configuration, and is
 * told when a queue has buffers. What driver and transport know of each other is part of its state:
 *
 * {@snippet :
 * public static final class State {
 *     VirtioMmio.State virtio = new VirtioMmio.State();
 * }
 *
 * Echo(State state, Slot slot) {
 *     virtio = new VirtioMmio(slot, state.virtio, ECHO, FEATURES);
 *     virtio.queue(256, this::answer);
 *     virtio.plugIn();
 * }
 *
 * private void answer(Virtqueue queue) {
 *     DescriptorChain buffer;
 *     while ((buffer = queue.take()) != null) {
 *         queue.use(buffer.head(), copy(buffer));
 *     }
 * }
 * }
 */
@Export
@Version("1.0.0")
@NullMarked
package org.backplane.lib.virtio;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
