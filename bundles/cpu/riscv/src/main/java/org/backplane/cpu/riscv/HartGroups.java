package org.backplane.cpu.riscv;

import java.util.Map;
import java.util.WeakHashMap;
import org.backplane.api.memory.AddressSpace;
import org.osgi.service.component.annotations.Component;

/** Which harts belong together, for all machines and all kinds of hart of this bundle. */
@Component(service = HartGroups.class)
public final class HartGroups {
    private final Map<AddressSpace, HartGroup> groups = new WeakHashMap<>();

    /** The harts on a memory. */
    synchronized HartGroup of(AddressSpace memory) {
        return groups.computeIfAbsent(memory, _ -> new HartGroup());
    }
}
