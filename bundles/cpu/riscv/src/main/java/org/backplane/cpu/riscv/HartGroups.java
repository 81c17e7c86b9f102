package org.backplane.cpu.riscv;

import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import org.backplane.api.memory.AddressSpace;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Which harts belong together, for all machines and all kinds of hart of this bundle. */
@Component(service = HartGroups.class)
public final class HartGroups {
    private final Map<AddressSpace, HartGroup> groups = new WeakHashMap<>();
    private final Runnable recording = this::recordLeaves;

    /** Hears when somebody records for the first time; before that, no event is loaded, which takes long. */
    private final FlightRecorderListener recorder = new FlightRecorderListener() {
        @Override
        public void recorderInitialized(FlightRecorder initialized) {
            FlightRecorder.addPeriodicEvent(RegionLeaves.class, recording);
        }
    };

    /** Has Flight Recorder ask now and then what the harts have counted, if it ever records. */
    @Activate
    void record() {
        FlightRecorder.addListener(recorder);
    }

    @Deactivate
    void close() {
        FlightRecorder.removeListener(recorder);
        if (FlightRecorder.isInitialized()) {
            FlightRecorder.removePeriodicEvent(recording);
        }
    }

    /** The harts on a memory. */
    synchronized HartGroup of(AddressSpace memory) {
        return groups.computeIfAbsent(memory, _ -> new HartGroup());
    }

    private void recordLeaves() {
        all().forEach(RegionLeaves::commit);
    }

    private synchronized List<RvHart> all() {
        return groups.values().stream().flatMap(group -> group.harts().stream()).toList();
    }
}
