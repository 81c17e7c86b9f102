package org.backplane.api.firmware;

import org.backplane.api.NamedBy;
import org.backplane.api.machine.Board;
import org.osgi.annotation.versioning.ConsumerType;

/** Firmware that is part of the emulator and serves the kernel from outside; a service with {@link FirmwareName}. */
@ConsumerType
@NamedBy(value = "backplane.firmware.name", noun = "built-in firmware")
public interface Firmware {

    /**
     * Starts the kernel as this firmware would: after every reset, while no processor runs.
     *
     * @param board the machine; the power switch and console of its services are behind it
     * @param kernel the kernel's first instruction
     * @param deviceTree the address of the device tree
     */
    void start(Board board, long kernel, long deviceTree);
}
