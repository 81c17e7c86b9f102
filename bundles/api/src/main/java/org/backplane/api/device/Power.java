package org.backplane.api.device;

import org.osgi.annotation.versioning.ProviderType;

/** The machine's power switch, for devices. A request is posted and takes effect soon, not within the call. */
@ProviderType
public interface Power {

    /**
     * The guest switches the machine off.
     *
     * @param exitCode what the process exits with, 0 to 255
     */
    void off(int exitCode);

    /** The guest asks for a reset of the whole machine. */
    void reset();

    /** The guest has given up. */
    void panicked();
}
