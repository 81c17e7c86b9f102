package org.backplane.api.cpu;

import org.backplane.api.device.Clock;
import org.backplane.api.memory.AddressSpace;
import org.osgi.annotation.versioning.ProviderType;

/** What a processor is connected to. */
@ProviderType
public interface CpuSocket {

    /** Its number on the board, from 0. */
    int index();

    /** The guest addresses that it sees. */
    AddressSpace memory();

    /** Guest time. */
    Clock clock();

    /** Ends an {@link Cpu.Exit#IDLE} wait; from any thread. An input line that may end one calls it. */
    void wake();

    /** Records something the guest should not have done; never stops the machine. */
    void guestError(String message);
}
