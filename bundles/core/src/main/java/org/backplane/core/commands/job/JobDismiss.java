package org.backplane.core.commands.job;

import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.core.job.JobList;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Forgets a job that has ended. */
@Component
@CommandName("job-dismiss")
@Doc("Forgets a job that has ended.")
public final class JobDismiss implements Command<JobDismiss.Arguments, Command.Done> {
    public record Arguments(@Doc("Name of the job") String id) {}

    private final JobList jobs;

    @Activate
    public JobDismiss(@Reference JobList jobs) {
        this.jobs = jobs;
    }

    @Override
    public Command.Done run(JobDismiss.Arguments arguments, Call call) {
        jobs.dismiss(arguments.id);
        return Done.DONE;
    }
}
