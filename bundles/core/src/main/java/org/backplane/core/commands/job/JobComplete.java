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

/** Ends a job that is ready to. Jobs become ready that go on until they are told to end, such as mirrors; there is none. */
@Component
@CommandName("job-complete")
@Doc("Ends a job that is ready to.")
public final class JobComplete implements Command<JobComplete.Arguments, Command.Done> {
    public record Arguments(@Doc("Name of the job") String id) {}

    private final JobList jobs;

    @Activate
    public JobComplete(@Reference JobList jobs) {
        this.jobs = jobs;
    }

    @Override
    public Command.Done run(JobComplete.Arguments arguments, Call call) {
        jobs.require(arguments.id, JobVerb.COMPLETE);
        return Done.DONE;
    }
}
