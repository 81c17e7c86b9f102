package org.backplane.cpu.translator;

/**
 * Has HotSpot compile a region by calling it with an address that it does not have, and finds out when that is done by
 * how long such calls take.
 */
final class WarmUp {
    private static final int CALLS = 64;

    /** How much faster compiled code is, at least, than what interprets its bytecode. */
    private static final int FASTER = 4;

    /** After so many calls HotSpot does not mean to compile it. */
    private static final int PATIENCE = 20_000;

    private final Region region;
    private final GuestState state;
    private final long nowhere;
    private long interpreted = Long.MAX_VALUE;
    private int calls;

    WarmUp(Region region, GuestState state, long nowhere) {
        this.region = region;
        this.state = state;
        this.nowhere = nowhere;
    }

    /** Calls it a few times; tells whether it is as fast as it gets. */
    boolean goOn() {
        long nanos = call();
        if (calls <= 2 * CALLS) {
            interpreted = Math.min(interpreted, nanos);
            return false;
        }
        return nanos * FASTER < interpreted || calls > PATIENCE;
    }

    private long call() {
        long begin = System.nanoTime();
        for (int i = 0; i < CALLS; i++) {
            region.run(state, nowhere);
        }
        calls += CALLS;
        return System.nanoTime() - begin;
    }
}
