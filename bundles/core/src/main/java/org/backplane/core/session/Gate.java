package org.backplane.core.session;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.backplane.api.session.Listeners.Hold;

/** Lets sessions through while nobody holds it. */
final class Gate {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition open = lock.newCondition();
    private int holds;

    Hold hold() {
        lock.lock();
        try {
            holds++;
        } finally {
            lock.unlock();
        }
        return new OneHold();
    }

    void pass() throws InterruptedException {
        lock.lock();
        try {
            while (holds > 0) {
                open.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private final class OneHold implements Hold {
        private boolean released;

        @Override
        public void close() {
            lock.lock();
            try {
                holds -= released ? 0 : 1;
                released = true;
                if (holds == 0) {
                    open.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
