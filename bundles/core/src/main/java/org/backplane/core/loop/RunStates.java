package org.backplane.core.loop;

import static org.backplane.api.phase.RunState.*;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.backplane.api.phase.RunState;

/** Which run state may follow which: QEMU's table, as data. */
public final class RunStates {
    private static final Map<RunState, Set<RunState>> NEXT = Map.ofEntries(
            row(DEBUG, RUNNING, FINISH_MIGRATE, PRELAUNCH, SUSPENDED),
            row(
                    INMIGRATE,
                    INTERNAL_ERROR,
                    IO_ERROR,
                    PAUSED,
                    RUNNING,
                    SHUTDOWN,
                    SUSPENDED,
                    WATCHDOG,
                    GUEST_PANICKED,
                    FINISH_MIGRATE,
                    PRELAUNCH,
                    POSTMIGRATE,
                    COLO),
            row(INTERNAL_ERROR, PAUSED, FINISH_MIGRATE, PRELAUNCH),
            row(IO_ERROR, RUNNING, FINISH_MIGRATE, PRELAUNCH),
            row(PAUSED, RUNNING, FINISH_MIGRATE, POSTMIGRATE, PRELAUNCH, COLO, SUSPENDED),
            row(POSTMIGRATE, RUNNING, FINISH_MIGRATE, PRELAUNCH),
            row(PRELAUNCH, RUNNING, FINISH_MIGRATE, INMIGRATE, SUSPENDED),
            row(
                    FINISH_MIGRATE,
                    RUNNING,
                    PAUSED,
                    POSTMIGRATE,
                    PRELAUNCH,
                    COLO,
                    INTERNAL_ERROR,
                    IO_ERROR,
                    SHUTDOWN,
                    SUSPENDED,
                    WATCHDOG,
                    GUEST_PANICKED),
            row(RESTORE_VM, RUNNING, PRELAUNCH, SUSPENDED),
            row(COLO, RUNNING, PRELAUNCH, SHUTDOWN),
            row(
                    RUNNING,
                    DEBUG,
                    INTERNAL_ERROR,
                    IO_ERROR,
                    PAUSED,
                    FINISH_MIGRATE,
                    RESTORE_VM,
                    SAVE_VM,
                    SHUTDOWN,
                    WATCHDOG,
                    GUEST_PANICKED,
                    COLO,
                    SUSPENDED),
            row(SAVE_VM, RUNNING, SUSPENDED),
            row(SHUTDOWN, PAUSED, FINISH_MIGRATE, PRELAUNCH, COLO),
            row(SUSPENDED, RUNNING, FINISH_MIGRATE, PRELAUNCH, COLO, PAUSED, SAVE_VM, RESTORE_VM, SHUTDOWN),
            row(WATCHDOG, RUNNING, FINISH_MIGRATE, PRELAUNCH, COLO),
            row(GUEST_PANICKED, RUNNING, FINISH_MIGRATE, PRELAUNCH));

    private RunStates() {}

    /** The states that may follow one. */
    public static Set<RunState> next(RunState state) {
        return NEXT.getOrDefault(state, Set.of());
    }

    private static Map.Entry<RunState, Set<RunState>> row(RunState from, RunState first, RunState... more) {
        return Map.entry(from, Set.copyOf(EnumSet.of(first, more)));
    }
}
