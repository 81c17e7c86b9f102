package org.backplane.cpu.riscv;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.backplane.cpu.translator.TlbLayout;

/**
 * The translations of data accesses that go to memory: virtual page to host address, for reads and for writes apart,
 * for each context in which permissions differ. Outside the heap, because every load and store looks here first.
 * Translated code looks here too, see {@link TlbLayout}.
 */
final class Tlb {
    static final int INDEX_SHIFT = TlbLayout.INDEX_SHIFT;
    static final long INDEX_MASK = TlbLayout.INDEX_MASK;
    static final int ADDEND = TlbLayout.ADDEND;
    static final long TAG = TlbLayout.TAG;

    private static final int ENTRY = TlbLayout.ENTRY;
    private static final long TABLE = INDEX_MASK + ENTRY;
    private static final int CONTEXTS = 4;
    private static final byte INVALID = -1;

    private final MemorySegment memory = Arena.ofAuto().allocate(2 * CONTEXTS * TABLE, 64);

    /** Which contexts hold anything. */
    private int filled = -1;

    Tlb() {
        clear();
    }

    /** The address of a context's table for reads. */
    long reads(int context) {
        return memory.address() + context * TABLE;
    }

    /** The address of a context's table for writes. */
    long writes(int context) {
        return reads(context + CONTEXTS);
    }

    void clear() {
        for (int context = 0; context < CONTEXTS; context++) {
            if ((filled >>> context & 1) != 0) {
                HostAccess.fill(reads(context), TABLE, INVALID);
                HostAccess.fill(writes(context), TABLE, INVALID);
            }
        }
        filled = 0;
    }

    /** Forgets one virtual page. */
    void clear(long virtual) {
        long offset = virtual >>> INDEX_SHIFT & INDEX_MASK;
        for (int table = 0; table < 2 * CONTEXTS; table++) {
            HostAccess.putLong(reads(table) + offset, INVALID);
        }
    }

    void put(boolean write, int context, long virtual, long host) {
        filled |= 1 << context;
        long entry = (write ? writes(context) : reads(context)) + (virtual >>> INDEX_SHIFT & INDEX_MASK);
        HostAccess.putLong(entry, virtual & TAG);
        HostAccess.putLong(entry + ADDEND, host - virtual);
    }

    /** Forgets all ways to write to a page of the host; tells whether there were any. */
    boolean clearWrites(long hostPage) {
        boolean found = false;
        for (long entry = writes(0); entry < writes(CONTEXTS); entry += ENTRY) {
            long tag = HostAccess.getLong(entry);
            if (tag != INVALID && tag + HostAccess.getLong(entry + ADDEND) == hostPage) {
                HostAccess.putLong(entry, INVALID);
                found = true;
            }
        }
        return found;
    }
}
