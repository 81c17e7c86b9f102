package org.backplane.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.backplane.api.event.Event;
import org.backplane.api.event.OncePerSecond;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventLimitsTest {
    private static final long MILLISECOND = 1_000_000;

    @OncePerSecond
    private record Plain() {}

    @OncePerSecond(by = "id")
    private record Keyed() {}

    private record Unlimited() {}

    private record Alarm(long time, Runnable action) {}

    private final PriorityQueue<Alarm> alarms = new PriorityQueue<>(Comparator.comparingLong(Alarm::time));
    private final List<String> told = new ArrayList<>();
    private long now;
    private final EventLimits limits = new EventLimits(
            () -> now,
            (time, action) -> alarms.add(new Alarm(time, action)),
            event -> told.add("%s %s".formatted(now / MILLISECOND, event.data().get("value"))));

    @Test
    void anEventWithoutALimitIsAlwaysToldAtOnce() {
        emit(Unlimited.class, "a", 1);
        emit(Unlimited.class, "a", 2);
        assertEquals(List.of("0 1", "0 2"), told);
    }

    @Test
    void ofManyInASecondTheFirstAndTheLastAreTold() {
        for (int value = 1; value <= 5; value++) {
            emit(Plain.class, "a", value);
            advance(100);
        }
        assertEquals(List.of("0 1"), told);
        advance(500);
        assertEquals(List.of("0 1", "1000 5"), told);
    }

    @Test
    void whatWasHeldBackBeginsAnotherSecond() {
        emit(Plain.class, "a", 1);
        emit(Plain.class, "a", 2);
        advance(1500);
        emit(Plain.class, "a", 3);
        advance(499);
        assertEquals(List.of("0 1", "1000 2"), told);
        advance(1);
        assertEquals(List.of("0 1", "1000 2", "2000 3"), told);
    }

    @Test
    void afterAQuietSecondTheNextIsToldAtOnce() {
        emit(Plain.class, "a", 1);
        advance(1000);
        emit(Plain.class, "a", 2);
        assertEquals(List.of("0 1", "1000 2"), told);
    }

    @Test
    void whatIsAboutDifferentThingsIsLimitedByItself() {
        emit(Keyed.class, "a", 1);
        emit(Keyed.class, "b", 2);
        emit(Keyed.class, "a", 3);
        assertEquals(List.of("0 1", "0 2"), told);
        advance(1000);
        assertEquals(List.of("0 1", "0 2", "1000 3"), told);
    }

    @Test
    void withoutAKeyItDoesNotMatterWhatItIsAbout() {
        emit(Plain.class, "a", 1);
        emit(Plain.class, "b", 2);
        assertEquals(List.of("0 1"), told);
    }

    @Test
    void nothingIsKeptOfWhatHasComeToRest() {
        emit(Keyed.class, "a", 1);
        emit(Keyed.class, "a", 2);
        advance(5000);
        assertEquals(0, alarms.size());
    }

    private void emit(Class<?> type, String id, int value) {
        @Nullable OncePerSecond limit = type.getAnnotation(OncePerSecond.class);
        limits.emit(new Event(type.getSimpleName(), Map.of("id", id, "value", value), Instant.EPOCH), limit);
    }

    private void advance(long millis) {
        long end = now + millis * MILLISECOND;
        while (!alarms.isEmpty() && alarms.element().time() <= end) {
            var alarm = alarms.remove();
            now = alarm.time();
            alarm.action().run();
        }
        now = end;
    }
}
