package org.backplane.core.board;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.function.LongSupplier;
import org.backplane.api.device.Clock;
import org.backplane.core.loop.MainLoop;
import org.jspecify.annotations.Nullable;

/** A clock whose timers fire on the main loop, under the machine lock, and only while the machine runs. */
final class MachineClock implements Clock {
    private final LongSupplier time;
    private final MainLoop loop;
    private final Lock lock;
    private final Set<LoopTimer> armed = new HashSet<>();
    private boolean running;

    MachineClock(LongSupplier time, MainLoop loop, Lock lock) {
        this.time = time;
        this.loop = loop;
        this.lock = lock;
    }

    @Override
    public long now() {
        return time.getAsLong();
    }

    @Override
    public Timer timer(Runnable action) {
        return new LoopTimer(action);
    }

    /** Lets timers fire, or holds them back; under the machine lock. */
    void run(boolean run) {
        running = run;
        armed.forEach(run ? LoopTimer::schedule : LoopTimer::unschedule);
    }

    /** Forgets all timers; under the machine lock. */
    void clear() {
        armed.forEach(LoopTimer::unschedule);
        armed.clear();
    }

    /** One timer; touched only under the machine lock. */
    private final class LoopTimer implements Timer {
        private final Runnable action;
        private long deadline;
        private @Nullable Runnable cancelAlarm;
        private int arming;

        private LoopTimer(Runnable action) {
            this.action = action;
        }

        @Override
        public void at(long nanos) {
            unschedule();
            deadline = nanos;
            armed.add(this);
            if (running) {
                schedule();
            }
        }

        @Override
        public void cancel() {
            unschedule();
            armed.remove(this);
        }

        private void schedule() {
            int now = ++arming;
            long delay = Math.max(0, deadline - time.getAsLong());
            long host = System.nanoTime();
            // a deadline beyond what nanoTime can compare is as good as never
            cancelAlarm = loop.at(host + Math.min(delay, Long.MAX_VALUE / 4), () -> fire(now));
        }

        private void unschedule() {
            arming++;
            if (cancelAlarm != null) {
                cancelAlarm.run();
                cancelAlarm = null;
            }
        }

        private void fire(int scheduled) {
            lock.lock();
            try {
                if (scheduled == arming && running) {
                    cancelAlarm = null;
                    if (time.getAsLong() < deadline) {
                        schedule();
                    } else {
                        armed.remove(this);
                        action.run();
                    }
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
