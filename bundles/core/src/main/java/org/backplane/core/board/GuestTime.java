package org.backplane.core.board;

/** Nanoseconds of guest time: they pass while the machine runs. Read from any thread. */
final class GuestTime {

    /** While it runs, what to take from the host's time; while it stands, the time itself. */
    private record Reading(boolean running, long nanos) {}

    private volatile Reading reading = new Reading(false, 0);

    long now() {
        var now = reading;
        return now.running() ? System.nanoTime() - now.nanos() : now.nanos();
    }

    void start() {
        if (!reading.running()) {
            reading = new Reading(true, System.nanoTime() - reading.nanos());
        }
    }

    void stop() {
        reading = new Reading(false, now());
    }
}
