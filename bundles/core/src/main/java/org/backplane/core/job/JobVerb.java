package org.backplane.core.job;

import java.util.Locale;
import java.util.Set;

/** What can be asked of a job, and where on its way it must be for that; as QEMU's jobs have it. */
@SuppressWarnings("ImmutableEnumChecker") // the sets are of Set.of
public enum JobVerb {
    CANCEL(
            JobStatus.CREATED,
            JobStatus.RUNNING,
            JobStatus.PAUSED,
            JobStatus.READY,
            JobStatus.STANDBY,
            JobStatus.WAITING,
            JobStatus.PENDING),
    PAUSE(JobStatus.CREATED, JobStatus.RUNNING, JobStatus.PAUSED, JobStatus.READY, JobStatus.STANDBY),
    RESUME(JobStatus.CREATED, JobStatus.RUNNING, JobStatus.PAUSED, JobStatus.READY, JobStatus.STANDBY),
    COMPLETE(JobStatus.READY),
    FINALIZE(JobStatus.PENDING),
    DISMISS(JobStatus.CONCLUDED);

    private final Set<JobStatus> allowed;

    JobVerb(JobStatus... allowed) {
        this.allowed = Set.of(allowed);
    }

    boolean isAllowedIn(JobStatus status) {
        return allowed.contains(status);
    }

    /** The name in messages: {@code cancel}. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
