package org.backplane.cpu.riscv;

import java.util.List;
import java.util.function.Consumer;
import jdk.jfr.FlightRecorder;
import org.backplane.api.cpu.HotCode;
import org.backplane.cpu.translator.GuestState;
import org.backplane.cpu.translator.Region;

/** A piece of hot code that is, or is about to be, translated; and when its translation may be executed. */
final class Translation {
    /** A page that its code is from. */
    record Place(long virtualPage, long physicalPage) {}

    /** Why it is not executed any more. */
    enum Drop {
        /** Its code was written to, or is not memory any more. */
        CODE_CHANGED("code changed"),
        /** Others were executed later, and there were too many. */
        TOO_MANY("too many regions"),
        /** Accesses that look for their page together were too often not in one. */
        PAGES("pages"),
        /** {@link Fcsr#NX} was too often not accrued. */
        FLOATING("floating");

        private final String text;

        Drop(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static final int MOST_FAILURES = 2000;

    private static final Region NOTHING = new Region() {
        @Override
        public long run(GuestState state, long pc) {
            return pc;
        }
    };

    private final int size;
    private final List<Place> places;
    private final List<Block> entries;
    private final List<Block> covered;

    private Region region = NOTHING;

    /** Read by the translator's thread too. */
    private volatile boolean dropped;

    /** Whether it was executed since that was asked last. */
    private boolean executed;

    private int failures;

    private long entered;
    private long instructions;

    /** In which {@link Mmu#epoch} its pages are known to be where they were. */
    private long epoch = Block.DEAD;

    /** In which epoch they were found not to be. */
    private long lostEpoch = Block.DEAD;

    /**
     * Code to be translated.
     *
     * @param size how many instructions it has
     * @param entries the blocks that begin where its execution may
     * @param covered all blocks whose instructions it has
     */
    Translation(int size, List<Place> places, List<Block> entries, List<Block> covered) {
        this.size = size;
        this.places = List.copyOf(places);
        this.entries = List.copyOf(entries);
        this.covered = List.copyOf(covered);
    }

    /** Has the interpreter execute this instead of the blocks it begins with; the first entry in any case. */
    void install(Region translated) {
        region = translated;
        entries.getFirst().translation = this;
        for (var entry : entries) {
            if (entry.translation == null) {
                entry.translation = this;
            }
        }
        restart();
    }

    /** Keeps the blocks from asking for translation while this is on its way. */
    void hold() {
        for (var block : covered) {
            block.executions = Integer.MIN_VALUE;
            block.hot = true;
        }
    }

    /** Has the blocks ask for translation again, after as many executions as the first time. */
    void restart() {
        covered.forEach(block -> block.executions = 0);
    }

    /** Whether the pages of its code are known to be where they were. */
    boolean runnable(Mmu mmu) {
        if (epoch == mmu.epoch) {
            return true;
        }
        if (lostEpoch == mmu.epoch) {
            return false;
        }
        for (var place : places) {
            if (!mmu.fetchesPage(place.virtualPage, place.physicalPage)) {
                lostEpoch = mmu.epoch;
                return false;
            }
        }
        epoch = mmu.epoch;
        return true;
    }

    /** What to run, once it is installed. */
    Region region() {
        executed = true;
        return region;
    }

    /** Notes that it was executed once more, and how many instructions of it. */
    void ran(int retired) {
        entered++;
        instructions += retired;
    }

    /** How often it was executed; from any thread. */
    HotCode heat() {
        var begin = entries.getFirst();
        return new HotCode(begin.pc, begin.physical, size, entered, instructions, HotCode.Engine.TRANSLATOR);
    }

    /** Whether it was executed since this was asked last. */
    boolean executed() {
        boolean was = executed;
        executed = false;
        return was;
    }

    boolean dropped() {
        return dropped;
    }

    /**
     * Notes that it was left because what it takes for granted did not hold. Too often, and it is dropped, to be translated
     * without; tells whether it was.
     *
     * @param what what did not hold
     * @param note has a block remember not to take that for granted
     */
    boolean failed(Drop what, Consumer<Block> note) {
        failures++;
        if (failures < MOST_FAILURES) {
            return false;
        }
        covered.forEach(note);
        drop(what);
        return true;
    }

    /** Has nobody execute it any more. */
    void drop(Drop reason) {
        if (region != NOTHING && FlightRecorder.isInitialized()) {
            RegionRemoval.commit(entries.getFirst(), reason);
        }
        dropped = true;
        region = NOTHING;
        for (var entry : entries) {
            if (entry.translation == this) {
                entry.translation = null;
            }
        }
        restart();
    }
}
