package org.backplane.core.commands.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.SynchronousQueue;
import org.backplane.api.command.CommandException;
import org.backplane.api.job.JobType;
import org.backplane.api.job.Work;
import org.backplane.core.Bench;
import org.backplane.core.job.JobInfo;
import org.backplane.core.job.JobList;
import org.backplane.core.job.JobStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JobsTest {
    final Bench bench = new Bench();
    final JobList jobs = new JobList(bench.loop);
    /** Each element lets the work go one step further. */
    final SynchronousQueue<Long> steps = new SynchronousQueue<>();

    @AfterEach
    void close() {
        bench.close();
    }

    private void work(Work.Progress progress) throws IOException {
        try {
            for (long step = steps.take(); step < 10; step = steps.take()) {
                progress.reached(step, 10);
            }
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    private void start(String id, Work work) {
        bench.onLoop(() -> jobs.start(id, JobType.CREATE, work));
    }

    private void awaitStatus(String status) throws InterruptedException {
        assertEquals(status, bench.await("JOB_STATUS_CHANGE").data().get("status"));
    }

    private List<?> infos() {
        return (List<?>) bench.give(new QueryJobs(jobs));
    }

    private static JobInfo info(JobStatus status, long done, long total, @Nullable String error) {
        return new JobInfo("j", JobType.CREATE, status, done, total, Optional.ofNullable(error));
    }

    @Test
    void aJobGoesItsWayAndIsRememberedUntilItIsDismissed() throws Exception {
        start("j", this::work);
        awaitStatus("created");
        awaitStatus("running");
        steps.put(4L);
        steps.put(5L); // the step before has been told by now
        assertEquals(JobStatus.RUNNING, ((JobInfo) infos().getFirst()).status());
        steps.put(10L);
        awaitStatus("waiting");
        awaitStatus("pending");
        awaitStatus("concluded");
        assertEquals(List.of(info(JobStatus.CONCLUDED, 10, 10, null)), infos());
        bench.give(new JobDismiss(jobs), new JobDismiss.Arguments("j"));
        awaitStatus("null");
        assertEquals(List.of(), infos());
    }

    @Test
    void aJobThatFailsSaysWhy() throws Exception {
        start("j", _ -> {
            throw new IOException("no space left");
        });
        awaitStatus("created");
        awaitStatus("running");
        awaitStatus("aborting");
        awaitStatus("concluded");
        assertEquals(List.of(info(JobStatus.CONCLUDED, 0, 1, "no space left")), infos());
    }

    @Test
    void aJobWaitsWhileItIsPaused() throws Exception {
        start("j", this::work);
        awaitStatus("created");
        awaitStatus("running");
        bench.give(new JobPause(jobs), new JobPause.Arguments("j"));
        assertEquals("Job is already paused", bench.refusal(new JobPause(jobs), new JobPause.Arguments("j")));
        steps.put(1L);
        awaitStatus("paused");
        assertEquals(List.of(info(JobStatus.PAUSED, 1, 10, null)), infos());
        bench.give(new JobResume(jobs), new JobResume.Arguments("j"));
        awaitStatus("running");
        assertEquals(
                "Can't resume a job that was not paused",
                bench.refusal(new JobResume(jobs), new JobResume.Arguments("j")));
        steps.put(10L);
        awaitStatus("waiting");
    }

    @Test
    void aJobIsCancelledEvenWhileItIsPaused() throws Exception {
        start("j", this::work);
        bench.give(new JobPause(jobs), new JobPause.Arguments("j"));
        steps.put(1L);
        awaitStatus("created");
        awaitStatus("running");
        awaitStatus("paused");
        bench.give(new JobCancel(jobs), new JobCancel.Arguments("j"));
        awaitStatus("running");
        awaitStatus("aborting");
        awaitStatus("concluded");
        assertEquals(List.of(info(JobStatus.CONCLUDED, 1, 10, "Operation canceled")), infos());
        assertEquals(
                "Job 'j' in state 'concluded' cannot accept command verb 'cancel'",
                bench.refusal(new JobCancel(jobs), new JobCancel.Arguments("j")));
    }

    @Test
    void whatAJobIsNotReadyForIsRefused() throws Exception {
        start("j", this::work);
        var form = "Job 'j' in state 'running' cannot accept command verb '%s'";
        assertEquals(form.formatted("complete"), bench.refusal(new JobComplete(jobs), new JobComplete.Arguments("j")));
        assertEquals(form.formatted("finalize"), bench.refusal(new JobFinalize(jobs), new JobFinalize.Arguments("j")));
        assertEquals(form.formatted("dismiss"), bench.refusal(new JobDismiss(jobs), new JobDismiss.Arguments("j")));
        steps.put(10L);
        awaitStatus("created");
    }

    @Test
    void anIdIsAnIdentifierAndGivenOnce() throws Exception {
        start("j", this::work);
        assertEquals("Job ID 'j' already in use", refusalToStart("j"));
        assertEquals("Invalid job ID '1j'", refusalToStart("1j"));
        assertEquals("Job not found", bench.refusal(new JobCancel(jobs), new JobCancel.Arguments("k")));
        steps.put(10L);
    }

    private String refusalToStart(String id) {
        return assertThrows(CommandException.class, () -> start(id, this::work)).message();
    }
}
