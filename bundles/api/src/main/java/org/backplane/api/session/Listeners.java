package org.backplane.api.session;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import org.backplane.api.command.Role;
import org.osgi.annotation.versioning.ProviderType;

/** The sockets on which sessions begin. Safe from any thread. */
@ProviderType
public interface Listeners {

    /**
     * A socket on which sessions begin.
     *
     * @param id what it is called
     * @param protocol what is spoken there
     * @param address where it is; with the port that was chosen
     * @param role what its clients may do at most
     */
    record Listener(String id, String protocol, SocketAddress address, Role role) {}

    /**
     * Opens a socket; clients can connect when it returns. A socket of the file system is for its owner only.
     *
     * @throws IOException if it cannot be opened; the message names the address
     */
    Listener listen(String protocol, SocketAddress address, Role role) throws IOException;

    /**
     * Closes a socket; sessions that began there go on.
     *
     * @return whether there was one of that id
     */
    boolean close(String id);

    /** The sockets that are open. */
    List<Listener> listeners();

    /**
     * Begins the one session that the process's standard input and output can carry.
     *
     * @throws IOException if they carry one already
     */
    void serveStandardStreams(String protocol, Role role) throws IOException;

    /**
     * Begins a session on a pair of streams that somebody has already. When it is over, both are closed.
     *
     * @param in what its client sends; blocking, and closing it ends a read
     * @param out what its client is sent
     */
    void serve(String protocol, ReadableByteChannel in, WritableByteChannel out, Role role);

    /**
     * Suspends the sessions that come from now on: their clients connect, and are not greeted until all holds are
     * released.
     */
    Hold hold();

    /** Suspends sessions until it is closed. */
    interface Hold extends AutoCloseable {
        @Override
        void close();
    }
}
