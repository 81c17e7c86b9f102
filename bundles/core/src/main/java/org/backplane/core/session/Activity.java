package org.backplane.core.session;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Work that a thread of a pool does, and that can be interrupted without a later one's being interrupted by it. */
final class Activity implements Runnable {
    private final String name;
    private final Runnable work;
    private final CountDownLatch done = new CountDownLatch(1);
    private @Nullable Thread thread;
    private boolean interrupted;

    Activity(String name, Runnable work) {
        this.name = name;
        this.work = work;
    }

    @Override
    public void run() {
        var current = Thread.currentThread();
        var pooled = current.getName();
        current.setName(name);
        begin(current);
        try {
            work.run();
        } finally {
            end();
            current.setName(pooled);
            done.countDown();
        }
    }

    private synchronized void begin(Thread current) {
        thread = current;
        if (interrupted) {
            current.interrupt();
        }
    }

    private synchronized void end() {
        thread = null;
        Thread.interrupted();
    }

    /** Interrupts it, as soon as it has begun, and unless it is done. */
    synchronized void interrupt() {
        interrupted = true;
        if (thread != null) {
            thread.interrupt();
        }
    }

    /** Whether the caller is the one who does it. */
    synchronized boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    /** Waits until it is done, not longer than that. */
    void join(long millis) throws InterruptedException {
        done.await(millis, TimeUnit.MILLISECONDS);
    }
}
