package org.backplane.backend.chardev;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** The terminal behind a descriptor and its settings, {@code struct termios} of Linux; see termios(3). */
final class Terminal {
    private static final int SIZE = 60;
    private static final int C_IFLAG = 0;
    private static final int C_OFLAG = 4;
    private static final int C_CFLAG = 8;
    private static final int C_LFLAG = 12;
    private static final int C_CC = 17;
    private static final int VTIME = 5;
    private static final int VMIN = 6;

    private static final int IGNBRK = 0x1;
    private static final int BRKINT = 0x2;
    private static final int PARMRK = 0x8;
    private static final int ISTRIP = 0x20;
    private static final int INLCR = 0x40;
    private static final int IGNCR = 0x80;
    private static final int ICRNL = 0x100;
    private static final int IXON = 0x400;
    private static final int OPOST = 0x1;
    private static final int CSIZE = 0x30;
    private static final int CS8 = 0x30;
    private static final int PARENB = 0x100;
    private static final int ISIG = 0x1;
    private static final int ICANON = 0x2;
    private static final int ECHO = 0x8;
    private static final int ECHONL = 0x40;
    private static final int IEXTEN = 0x8000;

    private final int descriptor;
    private final MemorySegment found;

    private Terminal(int descriptor, MemorySegment found) {
        this.descriptor = descriptor;
        this.found = found;
    }

    /** The terminal behind a descriptor, as it is set now; empty if there is none. */
    static Optional<Terminal> of(int descriptor) {
        var found = Arena.ofAuto().allocate(SIZE, 4);
        return Posix.getAttributes(descriptor, found) ? Optional.of(new Terminal(descriptor, found)) : Optional.empty();
    }

    /** The terminal behind a descriptor, which another version of this code found set like that. */
    static Terminal of(int descriptor, byte[] found) {
        return new Terminal(descriptor, Arena.ofAuto().allocate(SIZE, 4).copyFrom(MemorySegment.ofArray(found)));
    }

    /** How it was set when it was found; as bytes. */
    byte[] found() {
        return found.toArray(JAVA_BYTE);
    }

    /**
     * Passes every key on as it is struck. Lines of output still begin at the left, as other programs expect that
     * write there.
     *
     * @param signals whether Ctrl-C and its like stay signals to this process
     */
    void raw(boolean signals) throws IOException {
        raw(signals, 0, OPOST);
    }

    /** Passes every byte on as it is, in both directions. */
    void rawBothWays() throws IOException {
        raw(false, OPOST, 0);
    }

    private void raw(boolean signals, int outputCleared, int outputSet) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var raw = arena.allocate(SIZE, 4).copyFrom(found);
            change(raw, C_IFLAG, IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR | IGNCR | ICRNL | IXON, 0);
            change(raw, C_OFLAG, outputCleared, outputSet);
            change(raw, C_CFLAG, CSIZE | PARENB, CS8);
            change(raw, C_LFLAG, ECHO | ECHONL | ICANON | IEXTEN | (signals ? 0 : ISIG), 0);
            raw.set(JAVA_BYTE, C_CC + VMIN, (byte) 1);
            raw.set(JAVA_BYTE, C_CC + VTIME, (byte) 0);
            Posix.setAttributes(descriptor, raw);
        }
    }

    /** How much it shows. */
    record Size(int columns, int rows) {
        /** What is assumed of a terminal that does not say. */
        static final Size USUAL = new Size(80, 24);
    }

    Size size() {
        return Posix.windowSize(descriptor).filter(size -> size.columns() > 0).orElse(Size.USUAL);
    }

    /** Sets it as it was found. */
    void restore() throws IOException {
        Posix.setAttributes(descriptor, found);
    }

    private static void change(MemorySegment termios, int field, int cleared, int set) {
        termios.set(JAVA_INT, field, (termios.get(JAVA_INT, field) & ~cleared) | set);
    }
}
