package org.backplane.cpu.riscv;

import org.backplane.cpu.riscv.GuestMemory.Stretch;
import org.jspecify.annotations.Nullable;

/**
 * A hart's way to memory: translation, protection and what is remembered of both. Its methods are the slow path; the
 * interpreter looks into the {@link Tlb} itself.
 *
 * <p>Instruction addresses are remembered by epoch: every change of what addresses mean starts a new one, and code is
 * only executed if it was looked up in the present one. Each privilege mode has its own, so that kernel and user do
 * not void each other's.
 */
final class Mmu {
    private static final int PAGE = 4096;
    private static final long OFFSET = PAGE - 1;
    private static final int CONTEXT_SUPERVISOR_SUM = 2;
    private static final int FETCHES = 1024;

    /** From how many pages on it is cheaper to forget all. */
    private static final int MOST_PAGES = 64;

    private final HartState state;
    private final GuestMemory memory;
    private final Pmp pmp;
    private final Trap trap;
    private final PageTables tables;
    private final Tlb tlb = new Tlb();

    /** The epoch of the present mode. */
    long epoch;

    private int context;
    private int dataMode;
    private long lastEpoch;
    private final long[] epochs = new long[4];

    /** The instruction pages of the present epochs, direct mapped: virtual page, epoch and physical page. */
    private final long[] fetchTags = new long[FETCHES];

    private final long[] fetchEpochs = new long[FETCHES];
    private final long[] fetchPages = new long[FETCHES];

    /** By mode: whether an instruction page of this epoch was pushed out and so may be in use unseen. */
    private final boolean[] fetchesLost = new boolean[4];

    /** Whether code of supervisor mode was found at an address that is not the same in all address spaces. */
    private boolean localSupervisorCode;

    private final LargePages largePages = new LargePages();

    /** Where an atomic store goes that did not find its page in the {@link Tlb}. */
    private @Nullable Stretch unannounced;

    private long unannouncedAt;

    Mmu(HartState state, GuestMemory memory, Pmp pmp, Trap trap) {
        this.state = state;
        this.memory = memory;
        this.pmp = pmp;
        this.trap = trap;
        tables = new PageTables(state, memory, pmp, trap);
        flush();
    }

    // ---- what changes the meaning of addresses

    /** Follows a change of the privilege mode or of {@code mstatus}. */
    void modeChanged() {
        epoch = epochs[state.mode];
        boolean modified = state.mode == HartState.MACHINE && (state.mstatus & Mstatus.MPRV) != 0;
        dataMode = modified ? (int) (state.mstatus >>> Mstatus.MPP_SHIFT) & 3 : state.mode;
        boolean sum = dataMode == HartState.SUPERVISOR && (state.mstatus & Mstatus.SUM) != 0;
        context = sum ? CONTEXT_SUPERVISOR_SUM : dataMode;
        lookInTables();
    }

    private void lookInTables() {
        state.reads = tlb.reads(context);
        state.writes = tlb.writes(context);
    }

    /** Forgets everything. */
    void flush() {
        tlb.clear();
        newEpoch(HartState.USER);
        newEpoch(HartState.SUPERVISOR);
        newEpoch(HartState.MACHINE);
        largePages.forget();
        modeChanged();
    }

    /** Forgets what data accesses found; for a change of {@code mstatus.MXR}. */
    void flushData() {
        tlb.clear();
    }

    /**
     * Forgets what is not the same in all address spaces; for a change of {@code satp}, and {@code sfence.vma} of one address
     * space.
     */
    void addressSpaceChanged() {
        tlb.clear();
        newEpoch(HartState.USER);
        if (localSupervisorCode) {
            newEpoch(HartState.SUPERVISOR);
            largePages.forget();
        }
        modeChanged();
    }

    /** Forgets the translations of all address spaces: {@code sfence.vma} without an address. */
    void flushTranslations() {
        tlb.clear();
        newEpoch(HartState.USER);
        newEpoch(HartState.SUPERVISOR);
        largePages.forget();
        modeChanged();
    }

    /** Forgets the translation of one address: {@code sfence.vma} with it. */
    void flushTranslation(long virtual) {
        if (largePages.mayContain(virtual)) {
            flushTranslations();
            return;
        }
        tlb.clear(virtual);
        flushFetches(virtual, HartState.USER);
        flushFetches(virtual, HartState.SUPERVISOR);
        modeChanged();
    }

    /**
     * Forgets the translations of a range of addresses.
     *
     * @param size in bytes; 0 and -1 stand for all addresses
     */
    void flushRange(long start, long size) {
        boolean some = size > 0 && size <= MOST_PAGES * PAGE;
        if (!some) {
            flushTranslations();
            return;
        }
        for (long virtual = start & Tlb.TAG; virtual - start < size; virtual += PAGE) {
            flushTranslation(virtual);
        }
    }

    private void flushFetches(long virtual, int mode) {
        int slot = fetchSlot(virtual);
        boolean used = fetchTags[slot] == (virtual & Tlb.TAG) && fetchEpochs[slot] == epochs[mode];
        if (used || fetchesLost[mode]) {
            newEpoch(mode);
        }
    }

    private void newEpoch(int mode) {
        lastEpoch++;
        epochs[mode] = lastEpoch;
        fetchesLost[mode] = false;
        if (mode == HartState.SUPERVISOR) {
            localSupervisorCode = false;
        }
    }

    private long translate(long virtual, Access access, int mode) {
        long physical = tables.translate(virtual, access, mode);
        if (tables.pageSize() > PAGE) {
            largePages.add(virtual, tables.pageSize());
        }
        return physical;
    }

    // ---- instructions

    /** The physical address of an instruction's halfword, or a trap. */
    long fetch(long virtual) {
        int slot = fetchSlot(virtual);
        if (fetchTags[slot] == (virtual & Tlb.TAG) && fetchEpochs[slot] == epoch) {
            return fetchPages[slot] | (virtual & OFFSET);
        }
        long physical = translate(virtual, Access.FETCH, state.mode);
        if (!pmp.allows(physical, Short.BYTES, Pmp.EXECUTE, state.mode) || memory.at(physical) == null) {
            throw trap.with(Trap.INSTRUCTION_ACCESS_FAULT, virtual);
        }
        if (state.mode == HartState.SUPERVISOR && !tables.global()) {
            localSupervisorCode = true;
        }
        if (pmp.uniform(physical)) {
            rememberFetch(slot, virtual, physical);
        } else {
            fetchesLost[state.mode] = true;
        }
        return physical;
    }

    private void rememberFetch(int slot, long virtual, long physical) {
        for (int mode = 0; mode < epochs.length; mode++) {
            fetchesLost[mode] |= fetchEpochs[slot] == epochs[mode];
        }
        fetchTags[slot] = virtual & Tlb.TAG;
        fetchEpochs[slot] = epoch;
        fetchPages[slot] = physical & Tlb.TAG;
    }

    private static int fetchSlot(long virtual) {
        return (int) (virtual >>> PageTables.PAGE_SHIFT) & (FETCHES - 1);
    }

    /**
     * Whether an instruction page is at a physical one in the present mode, all of it executable. If that is not known, the
     * tables are asked, which may mark them as accessed: the manual has that happen by speculation.
     */
    boolean fetchesPage(long virtual, long physical) {
        try {
            return fetch(virtual) == physical && executable(physical, PAGE);
        } catch (Trap unmapped) {
            return false;
        }
    }

    /** Whether all of a stretch of instructions in one page may be executed in the present mode. */
    boolean executable(long physical, int bytes) {
        return pmp.uniform(physical) || pmp.allows(physical, bytes, Pmp.EXECUTE, state.mode);
    }

    // ---- data

    /** Reads what the interpreter did not find; zero-extended. */
    long load(long virtual, int bytes) {
        if ((virtual & OFFSET) + bytes > PAGE) {
            return loadAcrossPages(virtual, bytes);
        }
        long physical = physical(virtual, bytes, Access.LOAD);
        var stretch = memory.at(physical);
        if (stretch == null) {
            return memory.read(physical, bytes, virtual);
        }
        long host = stretch.host(physical);
        if (pmp.uniform(physical)) {
            remember(false, virtual, host);
        }
        return HostAccess.get(host, bytes);
    }

    private void remember(boolean write, long virtual, long host) {
        if (tlb.put(write, context, virtual, host)) {
            lookInTables();
        }
    }

    private long loadAcrossPages(long virtual, int bytes) {
        int here = PAGE - (int) (virtual & OFFSET);
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            // a fault in the second page is reported at its beginning
            long at = i < here ? virtual + i : (virtual & Tlb.TAG) + PAGE + (i - here);
            value |= load(at, 1) << (8 * i);
        }
        return value;
    }

    /** Writes what the interpreter could not. */
    void store(long virtual, int bytes, long value) {
        if ((virtual & OFFSET) + bytes > PAGE) {
            storeAcrossPages(virtual, bytes, value);
            return;
        }
        long physical = physical(virtual, bytes, Access.STORE);
        var stretch = memory.at(physical);
        if (stretch == null || !stretch.writable()) {
            memory.write(physical, bytes, value, virtual);
            if (memory.changedByStore()) {
                tlb.clear();
            }
            return;
        }
        long host = stretch.host(physical);
        HostAccess.put(host, bytes, value);
        stretch.written(physical, bytes);
        if (pmp.uniform(physical) && stretch.unwatched(physical)) {
            remember(true, virtual, host);
        }
    }

    /** Both pages are tried before a byte is written. */
    private void storeAcrossPages(long virtual, int bytes, long value) {
        int here = PAGE - (int) (virtual & OFFSET);
        physical(virtual, here, Access.STORE);
        physical(virtual + here, bytes - here, Access.STORE);
        for (int i = 0; i < bytes; i++) {
            store(virtual + i, 1, value >>> (8 * i));
        }
    }

    /** The physical address for an access within a page, or a trap. */
    private long physical(long virtual, int bytes, Access access) {
        long physical = translate(virtual, access, dataMode);
        if (!pmp.allows(physical, bytes, access.permission, dataMode)) {
            throw trap.with(access.accessFault, virtual);
        }
        return physical;
    }

    /**
     * The host address for an atomic access, which must lie in writable memory and be aligned; or a trap. Who stores
     * there says {@link #storedAtomically} afterwards.
     *
     * @param access a load for load-reserved, else a store
     */
    long atomic(long virtual, int bytes, Access access) {
        unannounced = null;
        long entry =
                (access == Access.STORE ? state.writes : state.reads) + (virtual >>> Tlb.INDEX_SHIFT & Tlb.INDEX_MASK);
        if (HostAccess.getLong(entry) == (virtual & (Tlb.TAG | (bytes - 1)))) {
            return virtual + HostAccess.getLong(entry + Tlb.ADDEND);
        }
        if ((virtual & (bytes - 1)) != 0) {
            throw trap.with(access.misaligned, virtual);
        }
        long physical = physical(virtual, bytes, access);
        var stretch = memory.at(physical);
        if (stretch == null || !stretch.writable()) {
            throw trap.with(access.accessFault, virtual);
        }
        unannounced = stretch;
        unannouncedAt = physical;
        long host = stretch.host(physical);
        if (pmp.uniform(physical) && (access == Access.LOAD || stretch.unwatched(physical))) {
            remember(access == Access.STORE, virtual, host);
        }
        return host;
    }

    /** Tells the memory of a store to where {@link #atomic} said, if it wants to know. */
    void storedAtomically(int bytes) {
        if (unannounced != null) {
            unannounced.written(unannouncedAt, bytes);
        }
    }

    /** Has stores to a page of the host come through {@link #store} again; tells whether they did not. */
    boolean watch(long hostPage) {
        return tlb.clearWrites(hostPage);
    }
}
