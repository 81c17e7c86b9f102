package org.backplane.itests.process;

import java.util.Arrays;

/** How long something took, over and over. */
final class Latencies {
    private long[] nanos = new long[1024];
    private int count;

    void add(long nano) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = nano;
    }

    void addTo(Latencies others) {
        for (int i = 0; i < count; i++) {
            others.add(nanos[i]);
        }
    }

    int count() {
        return count;
    }

    /** The time within which that share of all was done, in microseconds. */
    double micros(double share) {
        var sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted[Math.min(count - 1, (int) (share * count))] / 1e3;
    }

    @Override
    public String toString() {
        return count == 0
                ? "none"
                : "p50 %.0f us, p99 %.0f us, longest %.0f us, of %d"
                        .formatted(micros(0.5), micros(0.99), micros(1), count);
    }
}
