package org.backplane.cpu.riscv;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.backplane.cpu.translator.GuestCode;
import org.backplane.cpu.translator.Region;

/**
 * How a hart executes what is executed often.
 *
 * @param hot after how many executions code is translated; 0 for never
 * @param most how many regions a hart has at most
 */
record Engine(int hot, int most, Translator translator) {
    /** Some times what a kernel and its programs need; of 100 KB of memory each, all in all. */
    private static final int MOST = 2000;

    /**
     * Translating pays only for what runs so often: HotSpot takes some 15 ms of a processor for a region, in which a
     * thousand blocks are interpreted a thousand times. A Linux guest's boot took 4.2 s with 20,000, 4.0 with 40,000 and
     * 4.1 with 60,000.
     */
    private static final int HOT = 40_000;

    /** Who translates. */
    @FunctionalInterface
    interface Translator {

        /** Has code translated, now or later, on any thread, if it is still wanted; tells whether it does. */
        boolean translate(GuestCode code, BooleanSupplier wanted, Consumer<Region> ready);
    }

    /** Interprets all. */
    static Engine interpreting() {
        return new Engine(0, 0, (_, _, _) -> false);
    }

    static Engine translating(Translator translator) {
        return new Engine(HOT, MOST, translator);
    }
}
