package org.backplane.testkit;

import java.util.ArrayList;
import java.util.List;
import org.backplane.api.device.Clock;
import org.jspecify.annotations.Nullable;

/**
 * A clock that stands still until a test advances it. As in a machine, a timer never fires from within
 * {@link Timer#at}: one whose time has passed waits for {@link #advance}, if only by zero.
 */
public final class FakeClock implements Clock {
    private static final int TOO_MANY = 1_000_000;

    private final List<FakeTimer> armed = new ArrayList<>();
    private long now;

    /** A clock that shows zero. */
    public FakeClock() {
        this(0);
    }

    /** A clock that shows the given time, in nanoseconds. */
    public FakeClock(long now) {
        this.now = now;
    }

    @Override
    public long now() {
        return now;
    }

    @Override
    public Timer timer(Runnable action) {
        return new FakeTimer(action);
    }

    /** How many timers are armed. */
    public int armed() {
        return armed.size();
    }

    /**
     * Lets time pass. Timers fire in the order of their times, each seeing its own time on the clock; those of one
     * time in the order of their arming.
     *
     * @throws AssertionError if timers fire without end
     */
    public void advance(long nanos) {
        if (nanos < 0) {
            throw new IllegalArgumentException("time goes forward; set() changes it");
        }
        long end = now + nanos;
        int fired = 0;
        for (var next = next(); next != null && next.deadline <= end; next = next()) {
            if (++fired > TOO_MANY) {
                throw new AssertionError("timers fire without end at " + now);
            }
            now = Math.max(now, next.deadline);
            armed.remove(next);
            next.action.run();
        }
        now = end;
    }

    /** Sets the time, as the administrator of a host may do, forward or back. No timer fires. */
    public void set(long nanos) {
        now = nanos;
    }

    private @Nullable FakeTimer next() {
        FakeTimer next = null;
        for (var timer : armed) {
            if (next == null || timer.deadline < next.deadline) {
                next = timer;
            }
        }
        return next;
    }

    private final class FakeTimer implements Timer {
        private final Runnable action;
        private long deadline;

        private FakeTimer(Runnable action) {
            this.action = action;
        }

        @Override
        public void at(long nanos) {
            cancel();
            deadline = nanos;
            armed.add(this);
        }

        @Override
        public void cancel() {
            armed.remove(this);
        }
    }
}
