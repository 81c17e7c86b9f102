package org.backplane.backend.chardev;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.backplane.api.command.Role;
import org.backplane.api.session.Listeners;
import org.jspecify.annotations.Nullable;

/**
 * The monitor on the terminal that the guest has too. Both write there; keys go to one of them. Its session begins when
 * it gets the keys for the first time, or after it has ended.
 */
final class TerminalMonitor implements AutoCloseable {
    private static final String PROTOCOL = "monitor";

    /** What xterm sends when its window gets the focus: the line so far is shown again. */
    private static final String FOCUS = "\033[I";

    private final Listeners listeners;
    private final OutputStream screen;
    private final Supplier<String> announcement;
    private Pipe.@Nullable SinkChannel keys;
    private boolean focused;

    /**
     * A monitor without keys.
     *
     * @param announcement what the session is to know of the terminal, for when it begins
     */
    TerminalMonitor(Listeners listeners, OutputStream screen, Supplier<String> announcement) {
        this.listeners = listeners;
        this.screen = screen;
        this.announcement = announcement;
    }

    /** Gives it the keys, or takes them from it. */
    synchronized void changeFocus() throws IOException {
        focused = !focused;
        if (focused && keys == null) {
            begin();
        } else if (focused) {
            send(FOCUS);
        } else {
            screen.write('\n');
        }
    }

    private void begin() throws IOException {
        var pipe = Pipe.open();
        keys = pipe.sink();
        screen.write('\n');
        send(announcement.get());
        listeners.serve(PROTOCOL, pipe.source(), new Screen(pipe.sink()), Role.OWNER);
    }

    /** Takes a key, if keys are for it. */
    synchronized boolean take(byte key) throws IOException {
        if (focused) {
            send(new String(new byte[] {key}, StandardCharsets.ISO_8859_1));
        }
        return focused;
    }

    private void send(String text) throws IOException {
        var to = keys;
        var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
        while (to != null && bytes.hasRemaining()) {
            to.write(bytes);
        }
    }

    /** Ends the session that has these keys; they are the guest's again. */
    private synchronized void end(Pipe.SinkChannel ended) throws IOException {
        ended.close();
        if (ended.equals(keys)) {
            keys = null;
            focused = false;
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (keys != null) {
            end(keys);
        }
    }

    /** Where a session writes; to close it leaves the terminal to the guest. */
    private final class Screen implements WritableByteChannel {
        private final WritableByteChannel target = Channels.newChannel(screen);
        private final Pipe.SinkChannel keys;

        private Screen(Pipe.SinkChannel keys) {
            this.keys = keys;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            return target.write(bytes);
        }

        @Override
        public boolean isOpen() {
            return keys.isOpen();
        }

        @Override
        public void close() throws IOException {
            end(keys);
        }
    }
}
