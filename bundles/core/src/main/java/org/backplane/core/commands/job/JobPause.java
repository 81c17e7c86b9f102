package org.backplane.core.commands.job;

import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.core.job.JobList;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Lets a job wait. */
@Component
@CommandName("job-pause")
@Doc("Lets a job wait.")
public final class JobPause implements Command<JobPause.Arguments, Command.Done> {
    public record Arguments(@Doc("Name of the job") String id) {}

    private final JobList jobs;

    @Activate
    public JobPause(@Reference JobList jobs) {
        this.jobs = jobs;
    }

    @Override
    public Command.Done run(JobPause.Arguments arguments, Call call) {
        jobs.pause(arguments.id);
        return Done.DONE;
    }
}
