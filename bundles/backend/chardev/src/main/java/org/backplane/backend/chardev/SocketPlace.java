package org.backplane.backend.chardev;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Optional;

/** Where a socket is. */
sealed interface SocketPlace {
    /** What a host is if the user does not say: nobody else's business. */
    String THIS_HOST = "localhost";

    /** As users and QEMU write it. */
    @Override
    String toString();

    /** Begins to listen. */
    ServerSocketChannel listen() throws IOException;

    /** Connects to whoever listens. */
    SocketChannel connect() throws IOException;

    /** Takes away what {@link #listen} left behind. */
    void forget() throws IOException;

    /**
     * The place that properties name.
     *
     * @throws IOException if they name none, or more than one
     */
    static SocketPlace of(SocketChardev.Properties properties) throws IOException {
        var port = properties.port().map(String::valueOf);
        var flat = of(properties.path(), properties.host(), port);
        if (properties.addr().isEmpty()) {
            return flat.orElseThrow(
                    () -> new IOException("'path', or 'port' and perhaps 'host', or 'addr' is missing"));
        }
        if (flat.isPresent() || properties.host().isPresent()) {
            throw new IOException("'addr' and 'path', 'host' or 'port' exclude each other");
        }
        var data = properties.addr().get().data();
        return switch (properties.addr().get().type()) {
            case UNIX ->
                of(data.path(), Optional.empty(), Optional.empty())
                        .orElseThrow(() -> new IOException("'path' of a unix socket is missing"));
            case INET ->
                of(Optional.empty(), data.host(), data.port())
                        .orElseThrow(() -> new IOException("'port' of an inet socket is missing"));
        };
    }

    private static Optional<SocketPlace> of(Optional<String> path, Optional<String> host, Optional<String> port)
            throws IOException {
        if (path.isPresent() && (host.isPresent() || port.isPresent())) {
            throw new IOException("'path' and 'host' or 'port' exclude each other");
        }
        if (path.isPresent()) {
            return Optional.of(Unix.at(path.get()));
        }
        return port.isPresent() ? Optional.of(Inet.at(host.orElse(THIS_HOST), port.get())) : Optional.empty();
    }

    /** In the file system, for its owner alone. */
    record Unix(Path path) implements SocketPlace {
        private static final int S_IFMT = 0xf000;
        private static final int S_IFSOCK = 0xc000;

        static Unix at(String name) throws IOException {
            try {
                return new Unix(Path.of(name));
            } catch (InvalidPathException e) {
                throw new IOException("'%s' cannot be a path: %s".formatted(name, e.getReason()), e);
            }
        }

        /** The socket has its mode from the first moment: it is made where nobody else can enter, and linked. */
        @Override
        public ServerSocketChannel listen() throws IOException {
            var directory = Objects.requireNonNullElse(path.toAbsolutePath().getParent(), path.toAbsolutePath());
            var hidden = Files.createTempDirectory(
                    directory, ".", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            var made = hidden.resolve("s");
            var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                socket.bind(UnixDomainSocketAddress.of(made), 1);
                Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
                removeLeftOver();
                Files.createLink(path, made);
                return socket;
            } catch (FileAlreadyExistsException e) {
                socket.close();
                throw new IOException("Address already in use", e);
            } catch (IOException | RuntimeException e) {
                socket.close();
                throw e;
            } finally {
                Files.deleteIfExists(made);
                Files.delete(hidden);
            }
        }

        private void removeLeftOver() throws IOException {
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && isSocket() && isDeserted()) {
                Files.delete(path);
            }
        }

        private boolean isSocket() throws IOException {
            return ((Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & S_IFMT) == S_IFSOCK;
        }

        /** Whether nobody listens there. */
        private boolean isDeserted() {
            try (var _ = connect()) {
                return false;
            } catch (IOException e) {
                return true;
            }
        }

        @Override
        public SocketChannel connect() throws IOException {
            return SocketChannel.open(UnixDomainSocketAddress.of(path));
        }

        @Override
        public void forget() throws IOException {
            Files.deleteIfExists(path);
        }

        @Override
        public String toString() {
            return "unix:" + path;
        }
    }

    /** At a port of a host; its name is looked up each time. */
    record Inet(String host, int port) implements SocketPlace {

        static Inet at(String host, String port) throws IOException {
            try {
                int number = Integer.parseInt(port);
                if (number >= 0 && number <= 65535) {
                    return new Inet(host, number);
                }
            } catch (NumberFormatException e) {
                // the same as a number that is no port
            }
            throw new IOException("'%s' is no port: expected a number up to 65535".formatted(port));
        }

        private SocketAddress address() throws IOException {
            var address = new InetSocketAddress(host, port);
            if (address.isUnresolved()) {
                throw new IOException("address resolution failed for %s:%d: unknown host".formatted(host, port));
            }
            return address;
        }

        @Override
        public ServerSocketChannel listen() throws IOException {
            var socket = ServerSocketChannel.open();
            try {
                return socket.bind(address(), 1);
            } catch (IOException e) {
                socket.close();
                throw e;
            }
        }

        @Override
        public SocketChannel connect() throws IOException {
            return SocketChannel.open(address());
        }

        @Override
        public void forget() {}

        @Override
        public String toString() {
            return "tcp:%s:%d".formatted(host, port);
        }
    }
}
