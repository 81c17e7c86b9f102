package org.backplane.cpu.translator;

/**
 * The form of the tables in which loads and stores find host addresses, outside the Java heap: one for each direction
 * and context. An entry is a tag, the address of a virtual page, and behind it what to add to a virtual address to get
 * the host's. The tag is compared with the address of the access including the low bits that alignment wants clear, so
 * that a misaligned access misses.
 */
public final class TlbLayout {
    /** Where in a table a virtual address's entry is: {@code table + (address >>> INDEX_SHIFT & INDEX_MASK)}. */
    public static final int INDEX_SHIFT = 8;

    public static final long INDEX_MASK = 0xfff0;

    /** Where in an entry the addend is; the tag is at its beginning. */
    public static final int ADDEND = 8;

    /** The part of an address that a tag has. */
    public static final long TAG = -4096;

    /** How many bytes an entry is for. */
    public static final int PAGE = 4096;

    /** The length of an entry. */
    public static final int ENTRY = 16;

    private TlbLayout() {}
}
