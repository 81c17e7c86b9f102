package org.backplane.core.commands.job;

import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.core.job.JobList;
import org.backplane.core.job.JobVerb;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Ends a job that waits for its last step. All jobs take it by themselves. */
@Component
@CommandName("job-finalize")
@Doc("Ends a job that waits for its last step.")
public final class JobFinalize implements Command<JobFinalize.Arguments, Command.Done> {
    public record Arguments(@Doc("Name of the job") String id) {}

    private final JobList jobs;

    @Activate
    public JobFinalize(@Reference JobList jobs) {
        this.jobs = jobs;
    }

    @Override
    public Command.Done run(JobFinalize.Arguments arguments, Call call) {
        jobs.require(arguments.id, JobVerb.FINALIZE);
        return Done.DONE;
    }
}
