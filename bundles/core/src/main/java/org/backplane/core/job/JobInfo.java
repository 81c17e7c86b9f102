package org.backplane.core.job;

import java.util.Optional;
import org.backplane.api.Doc;
import org.backplane.api.Name;
import org.backplane.api.job.JobType;

/** A job, as QMP tells of it. */
@Name("JobInfo")
public record JobInfo(
        @Doc("Its name") String id,
        @Doc("What it does") JobType type,
        @Doc("Where it is on its way") JobStatus status,
        @Doc("How much is done, in no certain unit") long currentProgress,

        @Doc("How much there is to do, as far as that is known")
        long totalProgress,

        @Doc("Why it failed") Optional<String> error) {}
