package org.backplane.core.job;

import java.util.Locale;
import org.backplane.api.Name;

/** Where a job is on its way; QMP's JobStatus. */
@Name("JobStatus")
public enum JobStatus {
    UNDEFINED,
    CREATED,
    RUNNING,
    PAUSED,
    READY,
    STANDBY,
    WAITING,
    PENDING,
    ABORTING,
    CONCLUDED,
    NULL;

    /** The name on the wire: {@code concluded}. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
