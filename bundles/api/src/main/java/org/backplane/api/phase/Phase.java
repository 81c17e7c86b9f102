package org.backplane.api.phase;

import java.util.Locale;

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

    /** The name on the wire: {@code machine-created}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
