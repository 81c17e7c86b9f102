package org.backplane.api.device;

import java.util.Optional;
import org.backplane.api.memory.Ram;
import org.osgi.annotation.versioning.ProviderType;

/** Where a device is plugged in. A slot outlives the device, so the wiring survives a swap. */
@ProviderType
public interface Slot {

    /** Offers the first window of guest addresses. The machine decides where it lies. */
    default void map(Mmio window) {
        map(0, window);
    }

    /** Offers a window of guest addresses, counted from 0. */
    void map(int index, Mmio window);

    /**
     * Lets memory of the device's own answer the reads of a window, instruction fetches among them, without asking the
     * device, which goes on to have the writes; or lets the device answer again. Flash does that by its mode.
     *
     * @param memory what processors read, as long as the window; empty for the device
     */
    void readsFrom(int index, Optional<Ram> memory);

    /** An interrupt output, by the data sheet's name. Unconnected ones go nowhere. */
    Irq irq(String name);

    /** Guest time; it stands still while the machine does. */
    Clock clock();

    /** Host time, nanoseconds since 1970 UTC, for devices that tell the time of day. */
    Clock hostClock();

    /** Access to the guest's memory. */
    Dma dma();

    /** Memory of the device itself (flash, video), owned by the machine and kept when the device is swapped. */
    Ram memory(String name, long size);

    /**
     * The host end that the user connected to this device; one that is not connected swallows output and never has
     * input.
     *
     * @param property the name of the property that names the back end, {@code chardev}
     */
    <T> T backend(String property, Class<T> kind);

    /** Switches and resets the machine. */
    Power power();

    /** Records something the guest should not have done; never stops the machine. */
    void guestError(String message);
}
