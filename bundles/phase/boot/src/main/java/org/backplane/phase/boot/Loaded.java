package org.backplane.phase.boot;

import java.util.List;

/**
 * A program, ready to be put into memory.
 *
 * @param entry its first instruction
 * @param end the first address behind all it uses, memory that it only clears included
 * @param pieces its bytes
 */
record Loaded(long entry, long end, List<Piece> pieces) {
    Loaded {
        pieces = List.copyOf(pieces);
    }

    /** Bytes and where they go. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and too large to copy
    record Piece(long address, byte[] bytes) {}
}
