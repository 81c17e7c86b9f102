package org.backplane.cpu.riscv;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;

/**
 * What other threads ask of a hart between two of its instructions. A hart that does not execute need not be waited
 * for: it serves its mailbox before its next instruction.
 */
final class Mailbox {
    private static final int SPINS = 1000;
    private static final long NAP = 20_000;

    private final Queue<Runnable> requests = new ArrayDeque<>();
    private volatile long posted;
    private volatile long served;
    private volatile boolean executing;

    /** Leaves a request; returns what {@link #done} takes. */
    synchronized long post(Runnable request) {
        requests.add(request);
        long ticket = posted + 1;
        posted = ticket;
        return ticket;
    }

    /** Whether a request has been served, or will be before the hart's next instruction. */
    boolean done(long ticket) {
        return served >= ticket || !executing;
    }

    /** Waits for a request to be done and serves the waiting hart's own meanwhile, so that two can wait for each other. */
    void await(long ticket, Mailbox own) {
        for (int spins = 0; !done(ticket); spins++) {
            own.serve();
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(NAP);
            }
        }
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
        while (served != posted) {
            serveOne();
        }
    }

    private void serveOne() {
        Runnable request;
        synchronized (this) {
            request = requests.remove();
        }
        request.run();
        served++;
    }
}
