package org.backplane.core.job;

import java.util.LinkedHashMap;
import java.util.List;
import org.backplane.api.command.CommandException;
import org.backplane.api.event.EventName;
import org.backplane.api.job.JobType;
import org.backplane.api.job.Jobs;
import org.backplane.api.job.Work;
import org.backplane.core.loop.MainLoop;
import org.backplane.core.schema.Identifier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** The jobs by name, from their start until they are dismissed. On the main loop. */
@Component(service = {Jobs.class, JobList.class})
public final class JobList implements Jobs {

    /** A job has gone on to another status. */
    @EventName("JOB_STATUS_CHANGE")
    public record JobStatusChange(String id, JobStatus status) {}

    private final MainLoop loop;
    private final LinkedHashMap<String, Job> jobs = new LinkedHashMap<>();

    @Activate
    public JobList(@Reference MainLoop loop) {
        this.loop = loop;
    }

    /** The framework stops: what goes on ends. */
    @Deactivate
    void close() {
        loop.post(() -> jobs.values().forEach(Job::abandon));
    }

    @Override
    public void start(String id, JobType type, Work work) {
        if (!Identifier.isOne(id)) {
            throw CommandException.badArgument("job-id", "Invalid job ID '%s'".formatted(id));
        } else if (jobs.containsKey(id)) {
            throw CommandException.badArgument("job-id", "Job ID '%s' already in use".formatted(id));
        }
        var job = new Job(id, type, loop, (changed, status) -> loop.emit(new JobStatusChange(changed, status)));
        jobs.put(id, job);
        job.start(work);
    }

    /** All jobs, the latest first. */
    public List<JobInfo> infos() {
        return jobs.sequencedValues().reversed().stream().map(Job::info).toList();
    }

    /** Lets a job's work wait. */
    public void pause(String id) {
        find(id).pause();
    }

    /** Lets a job's work go on. */
    public void resume(String id) {
        find(id).resume();
    }

    /** Ends a job's work early. */
    public void cancel(String id) {
        find(id).cancel();
    }

    /** Forgets a job that has ended. */
    public void dismiss(String id) {
        find(id).dismiss();
        jobs.remove(id);
    }

    /**
     * Checks that something can be asked of a job now.
     *
     * @throws CommandException if there is no such job, or it is not there on its way
     */
    public void require(String id, JobVerb verb) {
        find(id).require(verb);
    }

    private Job find(String id) {
        var job = jobs.get(id);
        if (job == null) {
            throw CommandException.badArgument("id", "Job not found");
        }
        return job;
    }
}
