package org.backplane.api.phase;

import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;

/** How far a machine has come, in order; named as QEMU's MachineInitPhase. */
public enum Phase {
    /** There is no machine. */
    NO_MACHINE,
    /** A machine has a type and settings, and nothing else. */
    MACHINE_CREATED,
    /** How its processors are executed is settled. */
    ACCEL_CREATED,
    /** Back ends that need the accelerator exist. */
    LATE_BACKENDS_CREATED,
    /** The board is built; devices are cold-plugged now. */
    MACHINE_INITIALIZED,
    /** All is in place; the guest may run, and devices are hot-plugged from here on. */
    MACHINE_READY;

    /**
     * The phase after this one.
     *
     * @throws java.util.NoSuchElementException if this is the last
     */
    public Phase next() {
        return neighbour(+1);
    }

    /**
     * The phase before this one.
     *
     * @throws java.util.NoSuchElementException if this is the first
     */
    public Phase previous() {
        return neighbour(-1);
    }

    private Phase neighbour(int step) {
        var phases = List.of(values());
        int index = phases.indexOf(this) + step;
        if (index < 0 || index == phases.size()) {
            throw new NoSuchElementException("no phase beside " + wireName());
        }
        return phases.get(index);
    }

    /** The name on the wire: {@code machine-created}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
