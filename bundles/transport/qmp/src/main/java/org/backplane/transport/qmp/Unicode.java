package org.backplane.transport.qmp;

/** What counts as a character. */
final class Unicode {
    private Unicode() {}

    /** Whether a code point is a character: no half of a surrogate pair, and none that Unicode sets aside. */
    static boolean isCharacter(int c) {
        boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
        boolean setAside = (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE;
        return !surrogate && !setAside && c <= Character.MAX_CODE_POINT;
    }
}
