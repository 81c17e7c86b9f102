package org.backplane.api.machine;

import java.util.List;
import java.util.Map;
import org.backplane.api.device.Irq;
import org.osgi.annotation.versioning.ProviderType;

/** A device on its way into a slot, or in it: where its windows lie and where its lines lead. */
@ProviderType
public interface BoardDevice {

    /** Its name on the board. */
    String id();

    /** The name of its type. */
    String type();

    /** Its path in the object tree. */
    String path();

    /** Says where a window lies; before or after {@link #realize}. */
    BoardDevice window(int index, long address);

    /** The lengths of its windows in bytes; once it is realized. */
    List<Long> windowSizes();

    /** The names of its interrupt outputs; once it is realized. */
    List<String> irqs();

    /** Connects an interrupt output; before or after {@link #realize}. */
    BoardDevice irq(String output, Irq target);

    /** One of its input lines. */
    Irq input(int line);

    /** What a device tree says of it; see {@link org.backplane.api.device.DeviceType#deviceTree}. */
    default Map<String, Object> deviceTree() {
        return Map.of();
    }

    /** Constructs the device and plugs it in. */
    BoardDevice realize();
}
