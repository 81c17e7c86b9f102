package org.backplane.cpu.riscv;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * What other threads ask of a hart between two of its instructions. A hart that does not execute need not be waited
 * for: it serves its mailbox before its next instruction.
 */
final class Mailbox {
    private static final int SPINS = 1000;
    private static final long NAP_NANOS = 20_000;

    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
    private volatile boolean executing;

    /** Something asked for. Serving it may mean to wait, and to serve others meanwhile. */
    final class Request {
        private final Runnable action;
        private volatile boolean served;

        private Request(Runnable action) {
            this.action = action;
        }

        /** Whether it has been served, or will be before the hart's next instruction. */
        boolean done() {
            return served || !executing;
        }

        /** Waits until it is done and serves the waiting hart's own requests, so that two can wait for each other. */
        void await(Mailbox own) {
            for (int spins = 0; !done(); spins++) {
                own.serve();
                if (spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.parkNanos(NAP_NANOS);
                }
            }
        }
    }

    /** Leaves a request; from any thread. */
    Request post(Runnable action) {
        var request = new Request(action);
        requests.add(request);
        return request;
    }

    // ---- on the hart's own thread

    /** Notes that instructions are executed from now on. */
    void open() {
        executing = true;
        serve();
    }

    /** Notes that no instruction is executed until {@link #open}. */
    void close() {
        executing = false;
    }

    /** Does what was asked. */
    void serve() {
        for (var request = requests.poll(); request != null; request = requests.poll()) {
            request.action.run();
            request.served = true;
        }
    }
}
