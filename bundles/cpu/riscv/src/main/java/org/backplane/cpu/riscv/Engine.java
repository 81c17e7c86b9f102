package org.backplane.cpu.riscv;

import java.util.function.Consumer;
import org.backplane.cpu.translator.GuestCode;
import org.backplane.cpu.translator.Region;

/**
 * How a hart executes what is executed often.
 *
 * @param hot after how many executions code is translated; 0 for never
 */
record Engine(int hot, Translator translator) {
    /** Translating pays only for what runs so often; before that, HotSpot would be the bottleneck. */
    private static final int HOT = 8000;

    /** Who translates. */
    @FunctionalInterface
    interface Translator {

        /** Has code translated, now or later, on any thread. */
        void translate(GuestCode code, Consumer<Region> ready);
    }

    /** Interprets all. */
    static Engine interpreting() {
        return new Engine(0, (_, _) -> {});
    }

    static Engine translating(Translator translator) {
        return new Engine(HOT, translator);
    }
}
