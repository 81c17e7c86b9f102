package org.backplane.api.device;

import org.osgi.annotation.versioning.ProviderType;

/** Time in nanoseconds. */
@ProviderType
public interface Clock {

    long now();

    /** Makes a timer; the action runs under the machine lock. It does not fire while the machine stands still. */
    Timer timer(Runnable action);

    /** Fires once at the given time. */
    @ProviderType
    interface Timer {

        /** Arms it, in place of any earlier time; a time that has passed fires at once. */
        void at(long nanos);

        void cancel();
    }
}
