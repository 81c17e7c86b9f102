package org.backplane.api.device;

import org.backplane.api.backend.BlockBackend;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A device plugged into a slot. All calls come one at a time, under the machine lock, so a device has no locks, no
 * threads and never sleeps.
 */
@ConsumerType
public interface Device {

    /** The reset line of the machine; not the same as power-on. */
    void reset();

    /** An input line changed; see {@link Slot#irq} for outputs. Only a device with inputs cares. */
    default void input(int line, boolean asserted) {}

    /** A request to a block back end has ended. Only a device that makes requests cares. */
    default void completed(long id, BlockBackend.Status status) {}
}
