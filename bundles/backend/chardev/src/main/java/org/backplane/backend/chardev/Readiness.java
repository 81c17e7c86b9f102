package org.backplane.backend.chardev;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.Selector;

/**
 * Waits until a channel that never blocks can go on. Unlike a call that blocks in the channel, the waiting can be ended
 * with the channel left open.
 */
final class Readiness implements Closeable {
    private final Selector selector;

    Readiness() throws IOException {
        selector = Selector.open();
    }

    /** Waits until a channel is ready for an operation, or somebody ends the waiting. */
    void await(SelectableChannel channel, int operation) throws IOException {
        try {
            channel.register(selector, operation);
            selector.select();
            selector.selectedKeys().clear();
        } catch (ClosedSelectorException | CancelledKeyException e) {
            // as good an end as any
        }
    }

    /** Ends the waiting, or the next one if nobody waits. */
    void end() {
        selector.wakeup();
    }

    /** Ends all waiting; the channels know nothing more of it. */
    @Override
    public void close() throws IOException {
        selector.close();
    }
}
