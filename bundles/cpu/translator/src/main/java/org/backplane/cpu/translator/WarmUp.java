package org.backplane.cpu.translator;

/**
 * Has HotSpot compile a region by calling it with an address that it does not have, and finds out when that is done by
 * how long such calls take.
 */
final class WarmUp {
    /** HotSpot compiles what is called 200 times, or 600 as the launcher has it; it looks every 128 calls. */
    private static final int ENOUGH = 1024;

    private static final int MANY = 64;

    /** While others wait for the same thread. */
    private static final int FEW = 8;

    /** How much faster compiled code is, at least, than what interprets its bytecode. */
    private static final int FASTER = 4;

    /** After so many calls HotSpot does not mean to compile it. */
    private static final int PATIENCE = 20_000;

    private final Region region;
    private final GuestState state;
    private final long nowhere;
    private double interpreted = Double.MAX_VALUE;
    private int calls;

    WarmUp(Region region, GuestState state, long nowhere) {
        this.region = region;
        this.state = state;
        this.nowhere = nowhere;
    }

    /** Calls it a few times; tells whether it is as fast as it gets. */
    boolean goOn() {
        double nanos = call(calls < ENOUGH ? MANY : FEW);
        if (calls <= 2 * MANY) {
            interpreted = Math.min(interpreted, nanos);
            return false;
        }
        return nanos * FASTER < interpreted || calls > PATIENCE;
    }

    /** How long a call takes. */
    private double call(int times) {
        long begin = System.nanoTime();
        for (int i = 0; i < times; i++) {
            region.run(state, nowhere);
        }
        calls += times;
        return (double) (System.nanoTime() - begin) / times;
    }
}
