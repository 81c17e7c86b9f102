package org.backplane.api.job;

import org.osgi.annotation.versioning.ProviderType;

/** The jobs that there are; they are told of by {@code query-jobs} and {@code JOB_STATUS_CHANGE}. */
@ProviderType
public interface Jobs {
    /**
     * Begins one; on the main loop.
     *
     * @param id its name
     * @throws org.backplane.api.command.CommandException if the name is no identifier, or taken
     */
    void start(String id, JobType type, Work work);
}
