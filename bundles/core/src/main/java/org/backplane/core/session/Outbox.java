package org.backplane.core.session;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.backplane.api.command.CommandException;
import org.backplane.api.event.Event;
import org.jspecify.annotations.Nullable;

/**
 * What a session is to be told. Answers leave in the order of the commands, whichever is ready first; events and
 * bytes leave as they come. What waits is neutral, so that the protocol of the moment words it.
 */
final class Outbox {

    /** Something to tell the client. */
    sealed interface Item {}

    record Answer(Object tag, Object result) implements Item {}

    record Failure(Object tag, CommandException failure) implements Item {}

    record Happened(Event event) implements Item {}

    /** Bytes that were worded already. */
    static final class Bytes implements Item {
        private final byte[] content;

        private Bytes(byte[] content) {
            this.content = content;
        }

        void writeTo(ByteArrayOutputStream output) {
            output.writeBytes(content);
        }
    }

    /** A command without an outcome yet. */
    static final class Expected {
        private @Nullable Item outcome;
    }

    /**
     * How much there is.
     *
     * @param commands commands without an outcome yet
     * @param items what waits to be sent
     */
    record Length(int commands, int items) {}

    private final int commands;
    private final int items;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Condition drained = lock.newCondition();
    private final Deque<Expected> expected = new ArrayDeque<>();
    private List<Item> ready = new ArrayList<>();
    private boolean ending;
    private boolean shut;

    /**
     * An empty one.
     *
     * @param commands how many may be without an outcome before no more are read
     * @param items how many may wait to be sent before the client counts as not reading
     */
    Outbox(int commands, int items) {
        this.commands = commands;
        this.items = items;
    }

    /** Keeps a place in the order of answers. */
    Expected expect() {
        var place = new Expected();
        lock.lock();
        try {
            expected.add(place);
        } finally {
            lock.unlock();
        }
        return place;
    }

    /** Fills a place. */
    void settle(Expected place, Item outcome) {
        lock.lock();
        try {
            place.outcome = outcome;
            boolean moved = false;
            for (var next = expected.peek(); next != null && next.outcome != null; next = expected.peek()) {
                ready.add(next.outcome);
                expected.remove();
                moved = true;
            }
            if (moved) {
                changed.signal();
                drained.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Adds bytes. */
    void add(byte[] bytes) {
        lock.lock();
        try {
            ready.add(new Bytes(bytes));
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Adds an event.
     *
     * @return false if there is no room for it
     */
    boolean offer(Event event) {
        lock.lock();
        try {
            if (shut || ready.size() >= items) {
                return shut;
            }
            ready.add(new Happened(event));
            changed.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until another command may come.
     *
     * @return false if none may come any more
     */
    boolean awaitRoom() throws InterruptedException {
        lock.lock();
        try {
            while (!shut && !ending && (expected.size() >= commands || ready.size() >= items / 2)) {
                drained.await();
            }
            return !shut && !ending;
        } finally {
            lock.unlock();
        }
    }

    /** How much there is at this moment. */
    Length length() {
        lock.lock();
        try {
            return new Length(expected.size(), ready.size());
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more commands, and ends when all that have come are answered and the answers taken. */
    void end() {
        lock.lock();
        try {
            ending = true;
            changed.signal();
            drained.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends at once. */
    void shut() {
        lock.lock();
        try {
            shut = true;
            changed.signal();
            drained.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes all that is to be sent, waiting for something.
     *
     * @return nothing at the end
     */
    List<Item> take() throws InterruptedException {
        lock.lock();
        try {
            while (!shut && ready.isEmpty() && !(ending && expected.isEmpty())) {
                changed.await();
            }
            if (shut) {
                return List.of();
            }
            var taken = ready;
            ready = new ArrayList<>();
            drained.signalAll();
            return taken;
        } finally {
            lock.unlock();
        }
    }
}
