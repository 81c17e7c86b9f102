package org.backplane.api.device;

import java.util.Map;
import org.backplane.api.NamedBy;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A kind of device. Registered as a service with {@link DeviceName}, it can be created from every front end.
 *
 * @param <P> the properties a user can give, a record
 * @param <S> what the guest can see of one device: plain fields, saved and restored as they stand
 */
@ConsumerType
@NamedBy(value = "backplane.device.name", noun = "device", unknown = "'%s' is not a valid device model name")
public interface DeviceType<P extends Record, S> {

    /** The state of a device that has just been switched on. */
    S powerOn(P properties);

    /**
     * Plugs a device in; the state is either fresh or comes from a snapshot or an older bundle.
     *
     * @throws IllegalArgumentException if properties do not go together; the message names them
     */
    Device create(P properties, S state, Slot slot);

    /**
     * What a device tree says of such a device: the properties of its node, {@code compatible} first among them. Where
     * it lies and which interrupts it has, the machine adds.
     *
     * @return by name a {@code String}, a {@code List<String>}, an {@code Integer} (one cell) or {@code true} (no
     *     value); empty if device trees know no such device
     */
    default Map<String, Object> deviceTree(P properties) {
        return Map.of();
    }
}
