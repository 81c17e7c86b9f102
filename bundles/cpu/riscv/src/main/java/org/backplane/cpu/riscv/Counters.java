package org.backplane.cpu.riscv;

/**
 * The counters of cycles and retired instructions. A cycle is an instruction here. Each is the count of
 * {@link HartState#retired} and a difference, which holds the value itself while the counter is inhibited.
 */
final class Counters {
    private static final long CYCLE = 1;
    private static final long INSTRET = 1 << 2;

    private final HartState state;
    private long cycleBase;
    private long instretBase;

    Counters(HartState state) {
        this.state = state;
    }

    long cycle() {
        return cycleBase + running(CYCLE);
    }

    long instret() {
        return instretBase + running(INSTRET);
    }

    /** Sets the value that the next instruction reads; the one that writes does not count. */
    void cycle(long value) {
        cycleBase = value - runningAfterThis(CYCLE);
    }

    void instret(long value) {
        instretBase = value - runningAfterThis(INSTRET);
    }

    /** Writes {@code mcountinhibit}. */
    void inhibit(long value) {
        long cycle = cycle();
        long instret = instret();
        state.mcountinhibit = value;
        cycleBase = cycle - running(CYCLE);
        instretBase = instret - running(INSTRET);
    }

    private long running(long counter) {
        return (state.mcountinhibit & counter) != 0 ? 0 : state.retired();
    }

    private long runningAfterThis(long counter) {
        return (state.mcountinhibit & counter) != 0 ? 0 : running(counter) + 1;
    }
}
