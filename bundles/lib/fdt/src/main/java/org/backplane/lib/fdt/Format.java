package org.backplane.lib.fdt;

/** The numbers of the flattened form; Devicetree Specification v0.4, sections 5.2 and 5.4. */
final class Format {
    static final int MAGIC = 0xd00dfeed;
    static final int VERSION = 17;
    static final int LAST_COMPATIBLE_VERSION = 16;

    /** Ten 32-bit fields. */
    static final int HEADER_SIZE = 40;

    static final int RESERVATION_SIZE = 16;

    static final int BEGIN_NODE = 1;
    static final int END_NODE = 2;
    static final int PROP = 3;
    static final int NOP = 4;
    static final int END = 9;

    private Format() {}

    /** What brings a length to a multiple of a power of two. */
    static int padding(int length, int alignment) {
        return -length & (alignment - 1);
    }
}
