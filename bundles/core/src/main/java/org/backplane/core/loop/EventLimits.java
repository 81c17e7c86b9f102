package org.backplane.core.loop;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.backplane.api.event.Event;
import org.backplane.api.event.OncePerSecond;
import org.jspecify.annotations.Nullable;

/** Holds back events that come too often, as QEMU does: the first is told at once, the last when its time has come. */
final class EventLimits {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** Has something done at a time. */
    @FunctionalInterface
    interface Alarms {
        void at(long nanoTime, Runnable action);
    }

    /** What is limited: an event, or an event about one of several things. */
    private record Subject(String event, Optional<Object> about) {}

    private final LongSupplier nanoTime;
    private final Alarms alarms;
    private final Consumer<Event> tell;
    /** The subjects of the last second, each with the event that is held back. */
    private final Map<Subject, Optional<Event>> recent = new HashMap<>();

    EventLimits(LongSupplier nanoTime, Alarms alarms, Consumer<Event> tell) {
        this.nanoTime = nanoTime;
        this.alarms = alarms;
        this.tell = tell;
    }

    /** Tells an event now, or later unless another one takes its place; from any thread. */
    void emit(Event event, @Nullable OncePerSecond limit) {
        if (limit == null || !isHeldBack(event, subject(event, limit))) {
            tell.accept(event);
        }
    }

    private static Subject subject(Event event, OncePerSecond limit) {
        return new Subject(event.name(), Optional.ofNullable(event.data().get(limit.by())));
    }

    private synchronized boolean isHeldBack(Event event, Subject subject) {
        if (recent.containsKey(subject)) {
            recent.put(subject, Optional.of(event));
            return true;
        }
        hold(subject);
        return false;
    }

    private void hold(Subject subject) {
        recent.put(subject, Optional.empty());
        alarms.at(nanoTime.getAsLong() + SECOND, () -> release(subject).ifPresent(tell));
    }

    /** What was held back; it begins another second. */
    private synchronized Optional<Event> release(Subject subject) {
        var last = Objects.requireNonNullElse(recent.remove(subject), Optional.<Event>empty());
        if (last.isPresent()) {
            hold(subject);
        }
        return last;
    }
}
