package org.backplane.api.backend;

import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The machine's side of a character device, as a device sees it. Its calls are made under the machine lock, but
 * {@link #transmit}, which is safe from any thread: firmware prints without the lock.
 */
@ProviderType
public interface SerialLine {

    /** Connects the device; one that came earlier (before a swap) is forgotten. */
    void attach(Receiver receiver);

    /**
     * Sends a byte.
     *
     * @return false if it does not fit now; {@link Receiver#writable} follows
     */
    boolean transmit(int value);

    /** The device has room again; {@link Receiver#receive} may be called from within. */
    void readyToReceive();

    /** The device's end of a line. */
    @ConsumerType
    interface Receiver {

        /** How many bytes it can take now. */
        int room();

        /** Takes a byte, 0 to 255; called only while there is room. */
        void receive(int value);

        /** A byte that did not fit may be sent again. */
        default void writable() {}
    }
}
