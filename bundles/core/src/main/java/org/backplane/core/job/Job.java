package org.backplane.core.job;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.backplane.api.command.CommandException;
import org.backplane.api.job.JobType;
import org.backplane.api.job.Work;
import org.backplane.core.loop.MainLoop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One job. Its status belongs to the main loop, which is told by the job's thread; what is asked of the work goes the
 * other way, by the lock.
 */
final class Job implements Work.Progress {
    private static final Logger LOG = LoggerFactory.getLogger(Job.class);

    private final String id;
    private final JobType type;
    private final MainLoop loop;
    private final BiConsumer<String, JobStatus> onChange;

    private JobStatus status = JobStatus.UNDEFINED;
    private @Nullable String error;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition asked = lock.newCondition();
    private boolean pauseAsked;
    private boolean cancelAsked;
    private volatile long done;
    private volatile long total = 1;

    Job(String id, JobType type, MainLoop loop, BiConsumer<String, JobStatus> onChange) {
        this.id = id;
        this.type = type;
        this.loop = loop;
        this.onChange = onChange;
    }

    // ---- on the main loop

    void start(Work work) {
        change(JobStatus.CREATED);
        change(JobStatus.RUNNING);
        var thread = new Thread(() -> run(work), "job-" + id);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Checks that something can be asked of it now.
     *
     * @throws CommandException if not
     */
    void require(JobVerb verb) {
        if (!verb.isAllowedIn(status)) {
            throw CommandException.failed("Job '%s' in state '%s' cannot accept command verb '%s'"
                    .formatted(id, status.wireName(), verb.wireName()));
        }
    }

    void pause() {
        require(JobVerb.PAUSE);
        locked(() -> {
            if (pauseAsked) {
                throw CommandException.failed("Job is already paused");
            }
            pauseAsked = true;
        });
    }

    void resume() {
        locked(() -> {
            if (!pauseAsked) {
                throw CommandException.failed("Can't resume a job that was not paused");
            }
            require(JobVerb.RESUME);
            pauseAsked = false;
            asked.signalAll();
        });
    }

    void cancel() {
        require(JobVerb.CANCEL);
        abandon();
    }

    /** Cancels it, wherever it is. */
    void abandon() {
        locked(() -> {
            cancelAsked = true;
            asked.signalAll();
        });
    }

    void dismiss() {
        require(JobVerb.DISMISS);
        change(JobStatus.NULL);
    }

    JobInfo info() {
        return new JobInfo(id, type, status, done, total, Optional.ofNullable(error));
    }

    private void change(JobStatus next) {
        status = next;
        onChange.accept(id, next);
    }

    private void succeed() {
        done = total;
        change(JobStatus.WAITING);
        change(JobStatus.PENDING);
        change(JobStatus.CONCLUDED);
    }

    private void fail(String reason) {
        error = reason;
        change(JobStatus.ABORTING);
        change(JobStatus.CONCLUDED);
    }

    // ---- on the job's thread

    private void run(Work work) {
        try {
            work.run(this);
            checkCancelled(); // whoever cancelled it before it ended is not told that it succeeded
            loop.post(this::succeed);
        } catch (CancellationException e) {
            loop.post(() -> fail("Operation canceled"));
        } catch (IOException e) {
            loop.post(() -> fail(e.getMessage() == null ? e.toString() : e.getMessage()));
        } catch (RuntimeException | LinkageError e) {
            LOG.error("internal error in job {}", id, e);
            loop.post(() -> fail("Internal error: " + e));
        }
    }

    @Override
    public void reached(long done, long total) {
        this.done = done;
        this.total = total;
        locked(() -> {
            if (pauseAsked && !cancelAsked) {
                loop.post(() -> change(JobStatus.PAUSED));
                while (pauseAsked && !cancelAsked) {
                    asked.awaitUninterruptibly();
                }
                loop.post(() -> change(JobStatus.RUNNING));
            }
        });
        checkCancelled();
    }

    private void checkCancelled() {
        locked(() -> {
            if (cancelAsked) {
                throw new CancellationException(id);
            }
        });
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }
}
