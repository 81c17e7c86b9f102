package org.backplane.core.board;

import java.io.IOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Lets threads into code that can be replaced, and knows whether one is in there. */
final class Turnstile {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int inside;
    private boolean shut;

    /** Goes in, once it is open. */
    void enter() {
        lock.lock();
        try {
            while (shut) {
                changed.awaitUninterruptibly();
            }
            inside++;
        } finally {
            lock.unlock();
        }
    }

    void leave() {
        lock.lock();
        try {
            inside--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isShut() {
        lock.lock();
        try {
            return shut;
        } finally {
            lock.unlock();
        }
    }

    /** Lets nobody in any more. */
    void shut() {
        set(true);
    }

    void open() {
        set(false);
    }

    private void set(boolean closed) {
        lock.lock();
        try {
            shut = closed;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until nobody is inside.
     *
     * @param nanos how long at most
     * @throws IOException if somebody stays
     */
    void requireEmpty(long nanos) throws IOException {
        if (!awaitEmpty(nanos)) {
            throw new IOException("a call into it does not end within %d ms".formatted(nanos / 1_000_000));
        }
    }

    private boolean awaitEmpty(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (left > 0 && inside > 0) {
                left = changed.awaitNanos(left);
            }
            return inside == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }
}
