package org.backplane.backend.chardev;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Takes the keys out of a terminal's input that are for the emulator: those struck after Ctrl-A. */
final class EscapedInput extends FilterInputStream {
    /** Ctrl-A. */
    static final byte ESCAPE = 1;

    private final Keys keys;
    private boolean escaped;

    /** What the keys do; called on the reader's thread. */
    interface Keys {
        void help() throws IOException;

        void quit() throws IOException;

        /** Gives keys to the monitor, or to the guest again. */
        void changeFocus() throws IOException;

        /** A key that is for neither of these; returns whether the monitor has taken it. */
        boolean toMonitor(byte key) throws IOException;
    }

    EscapedInput(InputStream in, Keys keys) {
        super(in);
        this.keys = keys;
    }

    @Override
    public int read() throws IOException {
        return SingleByte.read(this);
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        int kept;
        do {
            int read = in.read(target, from, length);
            if (read <= 0) {
                return read;
            }
            kept = keep(target, from, read);
        } while (kept == 0);
        return kept;
    }

    /** Moves the bytes for the guest together; returns how many they are. */
    private int keep(byte[] bytes, int from, int length) throws IOException {
        int kept = 0;
        for (int i = from; i < from + length; i++) {
            if (escaped) {
                escaped = false;
                if (bytes[i] != ESCAPE) {
                    obey(bytes[i]);
                    continue;
                }
            } else if (bytes[i] == ESCAPE) {
                escaped = true;
                continue;
            }
            if (!keys.toMonitor(bytes[i])) {
                bytes[from + kept++] = bytes[i];
            }
        }
        return kept;
    }

    /** Does what a key is for; one that is for nothing is dropped. */
    private void obey(byte key) throws IOException {
        switch (key) {
            case 'h', 'H', '?' -> keys.help();
            case 'x', 'X' -> keys.quit();
            case 'c', 'C' -> keys.changeFocus();
            default -> {}
        }
    }
}
