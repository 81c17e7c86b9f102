package org.backplane.cpu.riscv;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The translations of data accesses that go to memory: virtual page to host address, for reads and for writes apart,
 * for each context in which permissions differ. Outside the heap, because every load and store looks here first.
 *
 * <p>An entry is a tag, the address of the virtual page, and what to add to a virtual address to get the host's. The
 * tag is compared with the address of the access including the low bits that alignment wants clear, so that a
 * misaligned access misses.
 */
final class Tlb {
    /** Where in a table a virtual address's entry is: {@code table + (address >>> INDEX_SHIFT & INDEX_MASK)}. */
    static final int INDEX_SHIFT = 8;

    static final long INDEX_MASK = 0xff0;

    /** Where in an entry the addend is; the tag is at its beginning. */
    static final int ADDEND = 8;

    /** The part of an address that a tag has. */
    static final long TAG = -4096;

    private static final int ENTRY = 16;
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
