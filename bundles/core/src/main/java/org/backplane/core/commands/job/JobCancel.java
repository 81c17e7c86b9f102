package org.backplane.core.commands.job;

import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.core.job.JobList;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Ends a job early. */
@Component
@CommandName("job-cancel")
@Doc("Ends a job early.")
public final class JobCancel implements Command<JobCancel.Arguments, Command.Done> {
    public record Arguments(@Doc("Name of the job") String id) {}

    private final JobList jobs;

    @Activate
    public JobCancel(@Reference JobList jobs) {
        this.jobs = jobs;
    }

    @Override
    public Command.Done run(JobCancel.Arguments arguments, Call call) {
        jobs.cancel(arguments.id);
        return Done.DONE;
    }
}
