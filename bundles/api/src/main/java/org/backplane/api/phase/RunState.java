package org.backplane.api.phase;

import java.util.Locale;

/** What a guest is doing, or why it does not run; QMP's RunState. */
public enum RunState {
    DEBUG,
    INMIGRATE,
    INTERNAL_ERROR,
    IO_ERROR,
    PAUSED,
    POSTMIGRATE,
    PRELAUNCH,
    FINISH_MIGRATE,
    RESTORE_VM,
    RUNNING,
    SAVE_VM,
    SHUTDOWN,
    SUSPENDED,
    WATCHDOG,
    GUEST_PANICKED,
    COLO;

    /** The name on the wire: {@code guest-panicked}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
