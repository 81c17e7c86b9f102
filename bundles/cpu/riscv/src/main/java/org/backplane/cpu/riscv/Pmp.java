package org.backplane.cpu.riscv;

/** Physical memory protection with 16 entries; privileged manual, section 3.7. */
final class Pmp {
    static final int ENTRIES = 16;

    static final int READ = 1;
    static final int WRITE = 2;
    static final int EXECUTE = 4;

    private static final int MODE = 3 << 3;
    private static final int OFF = 0;
    private static final int TOR = 1 << 3;
    private static final int NA4 = 2 << 3;
    private static final int LOCKED = 1 << 7;
    private static final int WRITABLE = LOCKED | MODE | EXECUTE | WRITE | READ;
    private static final long ADDRESS_MASK = (1L << 54) - 1;
    private static final long PAGE = 4096;

    private final boolean present;
    private final int[] configuration = new int[ENTRIES];
    private final long[] address = new long[ENTRIES];

    /** The first byte and the last byte of each entry; the first is beyond the last where there is none. */
    private final long[] first = new long[ENTRIES];

    private final long[] last = new long[ENTRIES];

    /** How many entries are worth looking at. */
    private int used;

    Pmp(boolean present) {
        this.present = present;
        reset();
    }

    void reset() {
        for (int i = 0; i < ENTRIES; i++) {
            configuration[i] = 0;
            address[i] = 0;
        }
        update();
    }

    boolean present() {
        return present;
    }

    /** Reads the register {@code pmpcfg0} or {@code pmpcfg2}. */
    long configuration(int register) {
        long value = 0;
        for (int i = 7; i >= 0; i--) {
            value = value << 8 | configuration[register * 4 + i];
        }
        return value;
    }

    /** Writes {@code pmpcfg0} or {@code pmpcfg2}; locked entries stay, and so does what asks to write but not read. */
    void configuration(int register, long value) {
        for (int i = 0; i < 8; i++) {
            int wanted = (int) (value >>> (8 * i)) & WRITABLE;
            int entry = register * 4 + i;
            boolean reserved = (wanted & (READ | WRITE)) == WRITE;
            if ((configuration[entry] & LOCKED) == 0 && !reserved) {
                configuration[entry] = wanted;
            }
        }
        update();
    }

    long address(int entry) {
        return address[entry];
    }

    /** Writes {@code pmpaddr}, unless the entry is locked, or the next one is and begins here. */
    void address(int entry, long value) {
        boolean locked = (configuration[entry] & LOCKED) != 0;
        boolean boundary = entry + 1 < ENTRIES && (configuration[entry + 1] & (LOCKED | MODE)) == (LOCKED | TOR);
        if (!locked && !boundary) {
            address[entry] = value & ADDRESS_MASK;
            update();
        }
    }

    private void update() {
        used = 0;
        for (int i = 0; i < ENTRIES; i++) {
            long own = address[i] << 2;
            switch (configuration[i] & MODE) {
                case OFF -> range(i, 1, 0);
                case TOR -> range(i, i == 0 ? 0 : address[i - 1] << 2, own - 1);
                case NA4 -> range(i, own, own + 3);
                default -> napot(i);
            }
            if (first[i] <= last[i]) {
                used = i + 1;
            }
        }
    }

    private void napot(int entry) {
        long trailingOnes = address[entry] ^ (address[entry] + 1);
        long base = (address[entry] & ~trailingOnes) << 2;
        range(entry, base, base + (trailingOnes << 2 | 3));
    }

    private void range(int entry, long from, long to) {
        first[entry] = from;
        last[entry] = to;
    }

    /** Whether all bytes of an access are allowed. */
    boolean allows(long physical, int bytes, int permission, int mode) {
        if (!present) {
            return true;
        }
        long end = physical + bytes - 1;
        for (int i = 0; i < used; i++) {
            if (physical <= last[i] && end >= first[i]) {
                boolean whole = physical >= first[i] && end <= last[i];
                boolean bound = mode != HartState.MACHINE || (configuration[i] & LOCKED) != 0;
                return whole && (!bound || (configuration[i] & permission) != 0);
            }
        }
        return mode == HartState.MACHINE;
    }

    /** Whether all bytes of the page at an address are allowed the same. */
    boolean uniform(long physical) {
        long from = physical & -PAGE;
        long to = from + PAGE - 1;
        for (int i = 0; i < used; i++) {
            if (from <= last[i] && to >= first[i]) {
                return from >= first[i] && to <= last[i];
            }
        }
        return true;
    }
}
