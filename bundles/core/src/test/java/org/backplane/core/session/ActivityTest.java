package org.backplane.core.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ActivityTest {
    private final AtomicBoolean wasInterrupted = new AtomicBoolean();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final Activity waiting = new Activity("waiting", this::waitForever);

    private void waitForever() {
        begun.countDown();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            wasInterrupted.set(true);
        }
    }

    @Test
    void whatWaitsIsInterrupted() throws Exception {
        try (var threads = Executors.newSingleThreadExecutor()) {
            threads.execute(waiting);
            begun.await();
            waiting.interrupt();
            waiting.join(10_000);
            assertTrue(wasInterrupted.get());
        }
    }

    @Test
    void whatHasNotBegunIsInterruptedOnceItHas() {
        waiting.interrupt();
        waiting.run();
        assertTrue(wasInterrupted.get());
    }

    @Test
    void itsThreadDoesNotStayInterrupted() {
        var busy = new Activity("busy", () -> {});
        busy.interrupt();
        busy.run();
        assertFalse(Thread.currentThread().isInterrupted());
        busy.interrupt();
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    void itKnowsAndNamesTheThreadThatDoesIt() {
        var name = Thread.currentThread().getName();
        var observed = new Activity[1];
        observed[0] = new Activity("observed", () -> {
            assertTrue(observed[0].isCurrent());
            assertEquals("observed", Thread.currentThread().getName());
        });
        observed[0].run();
        assertFalse(observed[0].isCurrent());
        assertEquals(name, Thread.currentThread().getName());
    }
}
