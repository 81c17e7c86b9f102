package org.backplane.cpu.riscv;

/**
 * Walks page tables: Sv39, Sv48 and Sv57, which differ in the number of levels alone; privileged manual, sections 4.3
 * to 4.6. Accessed and dirty bits are set by hardware.
 */
final class PageTables {
    /** The modes of {@code satp}; each further one has a level more. */
    static final int BARE = 0;

    static final int SV39 = 8;
    static final int SV48 = 9;
    static final int SV57 = 10;

    static final long PPN_MASK = (1L << 44) - 1;
    static final int PAGE_SHIFT = 12;

    private static final int INDEX_BITS = 9;
    private static final int PTE_SIZE = 8;

    private static final long VALID = 1;
    private static final long READ = 1 << 1;
    private static final long WRITE = 1 << 2;
    private static final long EXECUTE = 1 << 3;
    private static final long USER = 1 << 4;
    private static final long GLOBAL = 1 << 5;
    private static final long ACCESSED = 1 << 6;
    private static final long DIRTY = 1 << 7;
    private static final long RESERVED = 0xffc0_0000_0000_0000L;

    private final HartState state;
    private final GuestMemory memory;
    private final Pmp pmp;
    private final Trap trap;

    private long pageSize;
    private boolean global;

    PageTables(HartState state, GuestMemory memory, Pmp pmp, Trap trap) {
        this.state = state;
        this.memory = memory;
        this.pmp = pmp;
        this.trap = trap;
    }

    /** The size of the page found last. */
    long pageSize() {
        return pageSize;
    }

    /** Whether the page found last is in all address spaces. */
    boolean global() {
        return global;
    }

    /** The mode of address translation in effect for a privilege mode. */
    static int mode(long satp, int privilege) {
        return privilege == HartState.MACHINE ? BARE : (int) (satp >>> 60);
    }

    /**
     * The physical address, or a trap.
     *
     * @param privilege the effective one, {@code mstatus.MPRV} considered
     */
    long translate(long virtual, Access access, int privilege) {
        int mode = mode(state.satp, privilege);
        if (mode == BARE) {
            pageSize = 1L << PAGE_SHIFT;
            global = false;
            return virtual;
        }
        int levels = mode - SV39 + 3;
        int unused = 64 - PAGE_SHIFT - levels * INDEX_BITS;
        if (virtual << unused >> unused != virtual) {
            throw trap.with(access.pageFault, virtual);
        }
        return walk(virtual, access, privilege, levels);
    }

    private long walk(long virtual, Access access, int privilege, int levels) {
        global = false;
        long table = (state.satp & PPN_MASK) << PAGE_SHIFT;
        for (int level = levels - 1; level >= 0; level--) {
            int shift = PAGE_SHIFT + level * INDEX_BITS;
            long entryAt = table + (virtual >>> shift & ((1 << INDEX_BITS) - 1)) * PTE_SIZE;
            var stretch = memory.at(entryAt);
            if (stretch == null || !pmp.allows(entryAt, PTE_SIZE, Pmp.READ, HartState.SUPERVISOR)) {
                throw trap.with(access.accessFault, virtual);
            }
            long entry = HostAccess.getLongVolatile(stretch.host(entryAt));
            global |= (entry & GLOBAL) != 0;
            if ((entry & VALID) == 0 || (entry & RESERVED) != 0 || (entry & (READ | WRITE)) == WRITE) {
                throw trap.with(access.pageFault, virtual);
            }
            long target = (entry >>> 10 & PPN_MASK) << PAGE_SHIFT;
            if ((entry & (READ | WRITE | EXECUTE)) != 0) {
                long offset = (1L << shift) - 1;
                if ((target & offset) != 0 || !permitted(entry, access, privilege)) {
                    throw trap.with(access.pageFault, virtual);
                }
                if (!mark(stretch, entryAt, entry, access, virtual)) {
                    level++;
                    continue;
                }
                pageSize = offset + 1;
                return target | (virtual & offset);
            }
            if ((entry & (USER | ACCESSED | DIRTY)) != 0) {
                throw trap.with(access.pageFault, virtual);
            }
            table = target;
        }
        throw trap.with(access.pageFault, virtual);
    }

    private boolean permitted(long entry, Access access, int privilege) {
        boolean userPage = (entry & USER) != 0;
        if (privilege == HartState.USER ? !userPage : userPage && !supervisorMayUseUserPages(access)) {
            return false;
        }
        return switch (access) {
            case FETCH -> (entry & EXECUTE) != 0;
            case LOAD -> (entry & READ) != 0 || ((entry & EXECUTE) != 0 && (state.mstatus & Mstatus.MXR) != 0);
            case STORE -> (entry & WRITE) != 0;
        };
    }

    private boolean supervisorMayUseUserPages(Access access) {
        return access != Access.FETCH && (state.mstatus & Mstatus.SUM) != 0;
    }

    /** Sets the accessed and dirty bits; false if somebody else has changed the entry meanwhile. */
    private boolean mark(GuestMemory.Stretch stretch, long entryAt, long entry, Access access, long virtual) {
        long marked = entry | ACCESSED | (access == Access.STORE ? DIRTY : 0);
        if (marked == entry) {
            return true;
        }
        if (!stretch.writable() || !pmp.allows(entryAt, PTE_SIZE, Pmp.WRITE, HartState.SUPERVISOR)) {
            throw trap.with(access.accessFault, virtual);
        }
        boolean unchanged = HostAccess.compareAndSet(stretch.host(entryAt), entry, marked);
        stretch.written(entryAt, PTE_SIZE);
        return unchanged;
    }
}
