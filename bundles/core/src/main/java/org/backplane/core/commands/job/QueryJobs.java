package org.backplane.core.commands.job;

import java.util.List;
import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.backplane.core.job.JobInfo;
import org.backplane.core.job.JobList;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The jobs that there are. */
@Component
@CommandName("query-jobs")
@Doc("The jobs that there are.")
@LeastRole(Role.OBSERVER)
public final class QueryJobs implements Command<Command.None, List<JobInfo>> {
    private final JobList jobs;

    @Activate
    public QueryJobs(@Reference JobList jobs) {
        this.jobs = jobs;
    }

    @Override
    public List<JobInfo> run(Command.None arguments, Call call) {
        return jobs.infos();
    }
}
