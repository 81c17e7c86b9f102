package org.backplane.cpu.riscv;

import java.util.Arrays;

/**
 * Which addresses may lie in pages larger than the smallest, of which the {@link Tlb} holds pieces. Never too few, now
 * and then too many: of pages of 2 MiB by a hash, of larger ones by the aligned range that covers all of them.
 */
final class LargePages {
    private static final int MEGA_SHIFT = 21;
    private static final int HASHES = 1 << 12;

    private final boolean[] mega = new boolean[HASHES];
    private boolean anyMega;

    /** By half of the address space; a mask of 0 stands for no page. */
    private final long[] base = new long[2];

    private final long[] mask = new long[2];

    void forget() {
        if (anyMega) {
            Arrays.fill(mega, false);
            anyMega = false;
        }
        Arrays.fill(mask, 0);
    }

    /** Notes a page by an address in it. */
    void add(long virtual, long size) {
        if (size == 1L << MEGA_SHIFT) {
            mega[hash(virtual)] = true;
            anyMega = true;
        } else {
            cover(virtual, -size);
        }
    }

    private void cover(long virtual, long pageMask) {
        int half = half(virtual);
        if (mask[half] == 0) {
            base[half] = virtual;
            mask[half] = pageMask;
        }
        mask[half] &= pageMask;
        while (((virtual ^ base[half]) & mask[half]) != 0) {
            mask[half] <<= 1;
        }
    }

    /** Whether an address may lie in one. */
    boolean mayContain(long virtual) {
        int half = half(virtual);
        return mega[hash(virtual)] || (mask[half] != 0 && ((virtual ^ base[half]) & mask[half]) == 0);
    }

    private static int half(long virtual) {
        return (int) (virtual >>> 63);
    }

    private static int hash(long virtual) {
        long page = virtual >>> MEGA_SHIFT;
        return (int) (page ^ page >>> 12 ^ page >>> 24) & (HASHES - 1);
    }
}
