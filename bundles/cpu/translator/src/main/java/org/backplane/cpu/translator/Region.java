package org.backplane.cpu.translator;

/** Translated guest code. Subclasses are generated; each is dropped by forgetting its only instance. */
public abstract class Region {
    protected Region() {}

    /**
     * Executes guest code until it leads elsewhere, the budget is used up, or an instruction is left to the
     * interpreter. No instruction is ever executed by half: a load that would trap is left before it starts.
     *
     * @param pc where to begin; unless it is an entry of this region, nothing is done
     * @return where to go on
     */
    public abstract long run(GuestState state, long pc);
}
