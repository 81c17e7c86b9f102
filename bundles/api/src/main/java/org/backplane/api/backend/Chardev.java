package org.backplane.api.backend;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** An open character device. The machine reads and writes it on threads of its own, so its streams may block. */
@ConsumerType
public interface Chardev extends AutoCloseable {

    /** What comes from the host; its end means that no more will come. */
    InputStream input();

    /** What goes to the host. */
    OutputStream output();

    /** The path of the pseudo terminal that was made for it, where there is one. */
    default Optional<String> pty() {
        return Optional.empty();
    }

    /**
     * Leaves what it has open to another version of its type. Nothing is closed; this device is not used any more, nor
     * closed. A blocked read returns -1 soon after, with no byte lost; a blocked write throws {@link
     * java.io.InterruptedIOException}, which says how many bytes have gone.
     *
     * @return empty if it cannot, and stays in use
     */
    default Optional<Handover> handOver() throws IOException {
        return Optional.empty();
    }

    /** Closes it; a blocked read returns or throws soon after. */
    @Override
    void close() throws IOException;
}
