package org.backplane.cpu.riscv;

import java.lang.invoke.MethodHandles;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.backplane.cpu.translator.Region;
import org.backplane.cpu.translator.RegionCompiler;

/** The translated code of a hart: what becomes hot is sent for translation, and installed when it is ready. */
final class Regions {
    /** After how many executions a block is hot. */
    static final int HOT = 8000;

    private record Ready(Translation translation, Region region) {}

    private final HartState state;
    private final Mmu mmu;
    private final BlockCache blocks;
    private final RegionCompiler compiler;
    private final boolean on;
    private final Queue<Ready> ready = new ConcurrentLinkedQueue<>();

    Regions(HartState state, Mmu mmu, BlockCache blocks, RegionCompiler compiler, boolean on) {
        this.state = state;
        this.mmu = mmu;
        this.blocks = blocks;
        this.compiler = compiler;
        this.on = on;
    }

    static RegionCompiler compiler() {
        return new RegionCompiler(MethodHandles.lookup(), HartState::new);
    }

    /** Sends what begins with a block for translation. */
    void hot(Block block) {
        if (!on) {
            return;
        }
        var formed = RegionForming.from(block, blocks);
        if (formed != null) {
            formed.translation().hold();
            compiler.compile(formed.code(), region -> ready.add(new Ready(formed.translation(), region)));
        }
    }

    /** Takes over what has become ready. */
    void install() {
        for (var next = ready.poll(); next != null; next = ready.poll()) {
            if (!next.translation().dropped()) {
                next.translation().install(next.region());
            }
        }
    }

    /**
     * Executes translated code, if it is known to be where it was.
     *
     * @return where to go on; {@link HartState#left} says whether the interpreter has to do the next instruction
     */
    long run(Translation translation, long pc) {
        var region = translation.runnable(mmu);
        if (region == null) {
            state.left = 1;
            return pc;
        }
        return region.run(state, pc);
    }
}
