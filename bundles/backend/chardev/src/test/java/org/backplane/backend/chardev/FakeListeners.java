package org.backplane.backend.chardev;

import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.backplane.api.command.Role;
import org.backplane.api.session.Listeners;
import org.backplane.api.session.SocketAddress;

/** Notes the sessions that begin on streams. */
final class FakeListeners implements Listeners {
    record Served(String protocol, ReadableByteChannel in, WritableByteChannel out) {}

    final LinkedBlockingQueue<Served> served = new LinkedBlockingQueue<>();

    @Override
    public void serve(String protocol, ReadableByteChannel in, WritableByteChannel out, Role role) {
        served.add(new Served(protocol, in, out));
    }

    @Override
    public Listener listen(String protocol, SocketAddress address, Role role) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean close(String id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Listener> listeners() {
        return List.of();
    }

    @Override
    public void serveStandardStreams(String protocol, Role role) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Hold hold() {
        return () -> {};
    }
}
