package org.backplane.cpu.riscv;

import java.lang.invoke.MethodHandles;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.backplane.cpu.translator.Leave;
import org.backplane.cpu.translator.Region;
import org.backplane.cpu.translator.RegionCompiler;
import org.jspecify.annotations.Nullable;

/** The translated code of a hart: what becomes hot is sent for translation, and installed when it is ready. */
final class Regions {
    private static final Leave[] LEAVES = Leave.values();

    private record Ready(Translation translation, Region region) {}

    private final HartState state;
    private final Mmu mmu;
    private final BlockCache blocks;
    private final Engine engine;
    private final Queue<Ready> ready = new ConcurrentLinkedQueue<>();

    /** What is installed, in the order in which it may have to go. */
    private final Deque<Translation> live = new ArrayDeque<>();

    private long requested;
    private long installed;
    /** Of what was installed, what is there. */
    private long present;

    private long outdated;
    private long dropped;
    private long postponed;
    private long entered;
    private long executed;
    private long refused;
    private final long[] left = new long[LEAVES.length];

    Regions(HartState state, Mmu mmu, BlockCache blocks, Engine engine) {
        this.state = state;
        this.mmu = mmu;
        this.blocks = blocks;
        this.engine = engine;
    }

    static RegionCompiler compiler() {
        return new RegionCompiler(MethodHandles.lookup(), HartState::new);
    }

    /** After how many executions a block is {@link #hot}. */
    int threshold() {
        return engine.hot();
    }

    /** Sends what begins with a block for translation. */
    void hot(Block block) {
        var formed = RegionForming.from(block, blocks, engine.hot(), isInexact());
        if (formed == null) {
            return;
        }
        var translation = formed.translation();
        translation.hold();
        boolean accepted = engine.translator()
                .translate(
                        formed.code(),
                        () -> !translation.dropped(),
                        region -> ready.add(new Ready(translation, region)));
        if (accepted) {
            requested++;
        } else {
            postponed++;
            translation.restart();
        }
        install();
    }

    /** Takes over what has become ready. */
    void install() {
        for (var next = ready.poll(); next != null; next = ready.poll()) {
            if (next.translation().dropped()) {
                outdated++;
            } else {
                next.translation().install(next.region());
                live.removeIf(Translation::dropped);
                live.add(next.translation());
                installed++;
                limit();
                present = live.size();
            }
        }
    }

    /** Drops what was not executed for the longest time if there is too much. */
    private void limit() {
        while (live.size() > engine.most()) {
            var oldest = live.remove();
            if (oldest.executed()) {
                live.add(oldest);
            } else {
                oldest.drop(Translation.Drop.TOO_MANY);
                dropped++;
            }
        }
    }

    /** Whether translated code is known to be where it was, in the present mode and address space. */
    boolean runnable(Translation translation) {
        boolean runnable = translation.runnable(mmu);
        if (!runnable) {
            refused++;
        }
        return runnable;
    }

    /**
     * Executes translated code that is {@link #runnable}, and what is translated of where it leads, until there is none or
     * the interpreter has to look around.
     *
     * @return where to go on; {@link HartState#left} tells whether the interpreter has to do the instruction there
     */
    long run(Translation translation, long pc) {
        int budget = state.budget;
        int before = budget;
        state.context = RegionContext.of(state);
        long next = pc;
        var last = translation;
        for (@Nullable Translation here = last; here != null; ) {
            last = here;
            next = here.region().run(state, next);
            entered++;
            last.ran(before - state.budget);
            before = state.budget;
            here = state.left == 0 && state.budget > 0 ? blocks.translated(next) : null;
        }
        executed += budget - before;
        left[state.left]++;
        if (state.left != 0 && drops(last)) {
            dropped++;
        }
        return next;
    }

    /** Drops what was left once more for not being what it was translated for, if that is too often; tells whether it did. */
    private boolean drops(Translation translation) {
        if (state.left == Leave.PAGES.code()) {
            return translation.failed(Translation.Drop.PAGES, block -> block.apart = true);
        }
        return state.left == Leave.FLOATING.code()
                && !isInexact()
                && translation.failed(Translation.Drop.FLOATING, block -> block.exact = true);
    }

    private boolean isInexact() {
        return (state.fcsr.flags & Fcsr.NX) != 0;
    }

    /** What has happened so far; from any thread, then it may be a little behind. */
    Map<String, Long> statistics() {
        var statistics = new LinkedHashMap<String, Long>();
        statistics.put("regions-requested", requested);
        statistics.put("regions-installed", installed);
        statistics.put("regions-removed", installed - present);
        statistics.put("regions-outdated", outdated);
        statistics.put("regions-postponed", postponed);
        statistics.put("regions-dropped", dropped);
        statistics.put("regions-entered", entered);
        statistics.put("regions-refused", refused);
        statistics.put("instructions-translated", executed);
        statistics.put("instructions-interpreted", state.retired() - executed);
        leaves().forEach((reason, count) -> statistics.put("left-for-" + reason, count));
        return statistics;
    }

    /** How often regions left an instruction to the interpreter, by the reason; from any thread. */
    Map<String, Long> leaves() {
        var leaves = new LinkedHashMap<String, Long>();
        for (var leave : LEAVES) {
            if (leave != Leave.NOT) {
                leaves.put(leave.name().toLowerCase(Locale.ROOT), left[leave.code()]);
            }
        }
        return leaves;
    }
}
