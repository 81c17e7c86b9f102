package org.backplane.cpu.riscv;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
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
    /** How far a context's table for writes is behind that for reads. */
    static final long WRITES = CONTEXTS * TABLE;

    private static final byte INVALID = -1;

    /** How many entries are remembered one by one, so that a table that is hardly used is soon cleared. */
    private static final int FEW = 512;

    /** How many hashes of pages there are: as many as 256 MiB have pages, and soon cleared. */
    private static final int PAGES = 1 << 16;

    /** The tables of all harts that have not run yet: to make and to destroy a machine is to take little time. */
    private static final MemorySegment NOTHING = empty();

    private MemorySegment memory = NOTHING;
    private boolean shared = true;

    /** Where the entries are that were filled; if there are more than {@link #FEW}, nobody knows. */
    private final long[] filled = new long[FEW];

    private int count;

    /** Of which contexts any entry was filled. */
    private int contexts;

    /** Of which pages of the host any may be written to, by a hash of them: of most that hold code, none. */
    private final BitSet writable = new BitSet(PAGES);

    private static MemorySegment empty() {
        return Arena.ofAuto().allocate(2 * CONTEXTS * TABLE, 64).fill(INVALID);
    }

    /** The address of a context's table for reads. */
    long reads(int context) {
        return memory.address() + context * TABLE;
    }

    /** The address of a context's table for writes. */
    long writes(int context) {
        return reads(context) + WRITES;
    }

    void clear() {
        if (count > FEW) {
            clearTables();
        } else {
            for (int i = 0; i < count; i++) {
                HostAccess.putLong(filled[i], INVALID);
            }
        }
        count = 0;
        contexts = 0;
        writable.clear();
    }

    private static int hash(long hostPage) {
        return (int) (hostPage / TlbLayout.PAGE) & PAGES - 1;
    }

    private void clearTables() {
        for (int context = 0; context < CONTEXTS; context++) {
            if ((contexts >>> context & 1) != 0) {
                HostAccess.fill(reads(context), TABLE, INVALID);
                HostAccess.fill(writes(context), TABLE, INVALID);
            }
        }
    }

    /** Forgets one virtual page. */
    void clear(long virtual) {
        if (shared) {
            return;
        }
        long offset = virtual >>> INDEX_SHIFT & INDEX_MASK;
        for (int table = 0; table < 2 * CONTEXTS; table++) {
            HostAccess.putLong(reads(table) + offset, INVALID);
        }
    }

    /**
     * Remembers a translation.
     *
     * @return whether the tables are elsewhere now
     */
    boolean put(boolean write, int context, long virtual, long host) {
        boolean isFirst = shared;
        if (isFirst) {
            memory = empty();
            shared = false;
        }
        long entry = (write ? writes(context) : reads(context)) + (virtual >>> INDEX_SHIFT & INDEX_MASK);
        if (count < FEW) {
            filled[count] = entry;
        }
        count = Math.min(count + 1, FEW + 1);
        contexts |= 1 << context;
        HostAccess.putLong(entry, virtual & TAG);
        HostAccess.putLong(entry + ADDEND, host - virtual);
        if (write) {
            writable.set(hash(host));
        }
        return isFirst;
    }

    /** Forgets all ways to write to a page of the host; tells whether there were any. */
    boolean clearWrites(long hostPage) {
        if (!writable.get(hash(hostPage))) {
            return false;
        }
        boolean found = false;
        if (count > FEW) {
            for (long entry = writes(0); entry < writes(CONTEXTS); entry += ENTRY) {
                found |= clearIfOf(entry, hostPage);
            }
        } else {
            for (int i = 0; i < count; i++) {
                found |= filled[i] >= writes(0) && clearIfOf(filled[i], hostPage);
            }
        }
        return found;
    }

    private static boolean clearIfOf(long entry, long hostPage) {
        long tag = HostAccess.getLong(entry);
        boolean of = tag != INVALID && tag + HostAccess.getLong(entry + ADDEND) == hostPage;
        if (of) {
            HostAccess.putLong(entry, INVALID);
        }
        return of;
    }
}
