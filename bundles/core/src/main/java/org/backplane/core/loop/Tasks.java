package org.backplane.core.loop;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What waits for the main loop: tasks in order of their posting, and alarms in order of their time. */
final class Tasks {

    /** Something to be done at a time of {@link System#nanoTime}. */
    static final class Alarm {
        private final long deadline;
        private final Runnable action;

        private Alarm(long deadline, Runnable action) {
            this.deadline = deadline;
            this.action = action;
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Runnable> posted = new ArrayDeque<>();
    private final PriorityQueue<Alarm> alarms = new PriorityQueue<>((a, b) -> Long.signum(a.deadline - b.deadline));

    void post(Runnable task) {
        lock.lock();
        try {
            posted.add(task);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** How many were posted and have not been taken. */
    int posted() {
        lock.lock();
        try {
            return posted.size();
        } finally {
            lock.unlock();
        }
    }

    Alarm at(long deadline, Runnable action) {
        var alarm = new Alarm(deadline, action);
        lock.lock();
        try {
            alarms.add(alarm);
            if (alarms.peek() == alarm) {
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
        return alarm;
    }

    void cancel(Alarm alarm) {
        lock.lock();
        try {
            alarms.remove(alarm);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The next thing that is due.
     *
     * @param wait whether to wait for one
     * @return null if nothing is due and {@code wait} is false
     */
    @Nullable
    Runnable next(boolean wait) throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                var alarm = alarms.peek();
                long delay = alarm == null ? Long.MAX_VALUE : alarm.deadline - System.nanoTime();
                if (alarm != null && delay <= 0) {
                    alarms.remove();
                    return alarm.action;
                }
                var task = posted.poll();
                if (task != null || !wait) {
                    return task;
                }
                if (alarm == null) {
                    changed.await();
                } else {
                    changed.awaitNanos(delay);
                }
            }
        } finally {
            lock.unlock();
        }
    }
}
