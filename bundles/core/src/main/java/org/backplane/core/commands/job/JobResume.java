package org.backplane.core.commands.job;

import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.core.job.JobList;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Lets a job that waits go on. */
@Component
@CommandName("job-resume")
@Doc("Lets a job that waits go on.")
public final class JobResume implements Command<JobResume.Arguments, Command.Done> {
    public record Arguments(@Doc("Name of the job") String id) {}

    private final JobList jobs;

    @Activate
    public JobResume(@Reference JobList jobs) {
        this.jobs = jobs;
    }

    @Override
    public Command.Done run(JobResume.Arguments arguments, Call call) {
        jobs.resume(arguments.id);
        return Done.DONE;
    }
}
