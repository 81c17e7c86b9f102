package org.backplane.device.pflash;

/**
 * What a chip says of itself, in answer to a CFI query; JEDEC JESD68.01 and JEP137, with the values that QEMU gives.
 */
final class QueryTable {
    private static final int LENGTH = 0x52;
    /** The table of Intel's command set. */
    private static final int EXTENDED = 0x31;
    /** Log2 of the bytes of a chip's write buffer: one chip by itself has a smaller one. */
    private static final int ALONE = 8;

    private static final int SIDE_BY_SIDE = 11;

    private final int[] table = new int[LENGTH];
    private final int bufferLength;

    /**
     * The table of each of some chips.
     *
     * @param chips how many are side by side
     * @param blocks the number of erase blocks
     * @param blockLength the length of a block, of all chips together
     */
    QueryTable(int chips, int blocks, int blockLength) {
        int ofChip = blockLength / chips;
        int buffer = chips == 1 ? ALONE : SIDE_BY_SIDE;
        bufferLength = chips << buffer;
        text(0x10, "QRY");
        put(0x13, 0x01, 0x00); // Intel's extended command set
        put(0x15, EXTENDED, 0x00);
        put(0x1b, 0x45, 0x55); // volts, from 4.5 to 5.5
        put(0x1f, 0x07, 0x07, 0x0a); // times to program a word and a buffer and to erase a block: log2 of us, us, ms
        put(0x23, 0x04, 0x04, 0x04); // how much longer they may take, log2
        put(0x27, log2((long) ofChip * blocks));
        put(0x28, 0x02, 0x00); // x8 and x16
        put(0x2a, buffer, 0x00);
        put(0x2c, 1); // regions of blocks of one length
        put(0x2d, (blocks - 1) & 0xff, (blocks - 1) >> 8);
        put(0x2f, (ofChip >> 8) & 0xff, ofChip >> 16);
        text(EXTENDED, "PRI10");
        put(0x3f, 0x01); // protection registers
    }

    /** The length of the write buffers of all chips together. */
    int bufferLength() {
        return bufferLength;
    }

    /** A byte; the table is 0 where nothing is said. */
    int at(int address) {
        return address < table.length ? table[address] : 0;
    }

    private void put(int address, int... bytes) {
        System.arraycopy(bytes, 0, table, address, bytes.length);
    }

    private void text(int address, String ascii) {
        put(address, ascii.chars().toArray());
    }

    private static int log2(long number) {
        return Long.SIZE - 1 - Long.numberOfLeadingZeros(number);
    }
}
