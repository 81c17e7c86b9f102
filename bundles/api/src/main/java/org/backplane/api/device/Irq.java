package org.backplane.api.device;

import org.osgi.annotation.versioning.ConsumerType;

/** An interrupt line, seen from its driving end. */
@ConsumerType
public interface Irq {

    /** A line that leads nowhere. */
    Irq NONE = asserted -> {};

    void set(boolean asserted);
}
