package org.backplane.testkit.machine;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** What a process prints on one stream: collected as it comes, and waited for. */
public final class Output {
    private final Lock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final StringBuilder text = new StringBuilder();
    private int seen;
    private boolean ended;

    /** Collects what comes on a stream. */
    public Output(InputStream stream, Charset charset) {
        Thread.ofVirtual().start(() -> collect(new InputStreamReader(stream, charset)));
    }

    private void collect(Reader stream) {
        var buffer = new char[8192];
        try (stream) {
            for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
                add(new String(buffer, 0, read), false);
            }
            add("", true);
        } catch (IOException e) {
            add("\n[%s]".formatted(e), true);
        }
    }

    private void add(String more, boolean last) {
        lock.lock();
        try {
            text.append(more);
            ended = last;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for a text behind those that were waited for before.
     *
     * @return whether it came, before the stream or the time ended
     */
    public boolean await(String expected, Duration limit) throws InterruptedException {
        lock.lock();
        try {
            long left = limit.toNanos();
            int found = text.indexOf(expected, seen);
            while (found < 0 && !ended && left > 0) {
                left = changed.awaitNanos(left);
                found = text.indexOf(expected, seen);
            }
            seen = found < 0 ? seen : found + expected.length();
            return found >= 0;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is no more to come. */
    public boolean awaitEnd(Duration limit) throws InterruptedException {
        lock.lock();
        try {
            long left = limit.toNanos();
            while (!ended && left > 0) {
                left = changed.awaitNanos(left);
            }
            return ended;
        } finally {
            lock.unlock();
        }
    }

    /** All that came so far. */
    public String text() {
        lock.lock();
        try {
            return text.toString();
        } finally {
            lock.unlock();
        }
    }
}
