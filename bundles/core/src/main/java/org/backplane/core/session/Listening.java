package org.backplane.core.session;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.backplane.api.session.SocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open socket and the thread that accepts there. */
final class Listening implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Listening.class);

    /** How long to wait when the process is out of descriptors; connections queue in the kernel meanwhile. */
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(100);

    private final ServerSocketChannel socket;
    private final SocketAddress address;
    private final Closing clean;
    private final Trust trust;

    /** What there is to do once a socket is closed. */
    private interface Closing {
        void run() throws IOException;
    }

    /** Whether a client may begin a session. */
    private interface Trust {
        boolean in(SocketChannel client) throws IOException;
    }

    private Listening(ServerSocketChannel socket, SocketAddress address, Closing clean, Trust trust) {
        this.socket = socket;
        this.address = address;
        this.clean = clean;
        this.trust = trust;
    }

    /**
     * Opens a socket.
     *
     * @throws IOException if it cannot be opened; the message names the address
     */
    static Listening open(SocketAddress address) throws IOException {
        try {
            return switch (address) {
                case SocketAddress.Unix unix -> open(unix);
                case SocketAddress.Inet inet -> open(inet);
                case SocketAddress.Vsock _ -> throw new IOException("sockets of type 'vsock' are not supported");
                case SocketAddress.Fd _ -> throw new IOException("sockets of type 'fd' are not supported");
            };
        } catch (FileAlreadyExistsException e) {
            throw failed(address, "the file exists, and is no socket that was left behind", e);
        } catch (FileSystemException e) {
            throw failed(address, reason(e), e);
        } catch (BindException e) {
            throw failed(address, String.valueOf(e.getMessage()), e);
        } catch (IOException | IllegalArgumentException e) {
            throw failed(address, String.valueOf(e.getMessage()), e);
        }
    }

    private static String reason(FileSystemException e) {
        return switch (e) {
            case java.nio.file.NoSuchFileException _ -> "the directory does not exist";
            case java.nio.file.AccessDeniedException _ -> "the directory may not be written to";
            default -> String.valueOf(e.getMessage());
        };
    }

    private static IOException failed(SocketAddress address, String reason, Exception cause) {
        return new IOException("Cannot listen on %s: %s".formatted(address.text(), reason), cause);
    }

    private static Listening open(SocketAddress.Unix unix) throws IOException {
        var path = Path.of(unix.path()).toAbsolutePath();
        var socket = UnixSockets.bind(path);
        var key = UnixSockets.fileKey(path);
        var owner = UnixSockets.owner(path);
        return new Listening(
                socket, unix, () -> UnixSockets.unlink(path, key), client -> UnixSockets.isTrusted(client, owner));
    }

    private static Listening open(SocketAddress.Inet inet) throws IOException {
        var host = inet.host().isEmpty() ? InetAddress.getLoopbackAddress() : InetAddress.getByName(inet.host());
        var socket = ServerSocketChannel.open();
        try {
            socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            socket.bind(new InetSocketAddress(host, port(inet)));
            return new Listening(socket, bound(socket), () -> {}, Listening::isPrompt);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static int port(SocketAddress.Inet inet) throws IOException {
        try {
            return Integer.parseInt(inet.port());
        } catch (NumberFormatException e) {
            throw new IOException("a port is a number from 0 to 65535, not '%s'".formatted(inet.port()), e);
        }
    }

    private static SocketAddress bound(ServerSocketChannel socket) throws IOException {
        var local = (InetSocketAddress) socket.getLocalAddress();
        return new SocketAddress.Inet(local.getAddress().getHostAddress(), Integer.toString(local.getPort()));
    }

    /** Everybody who reaches a port may use it; answers are not held back to be sent together. */
    private static boolean isPrompt(SocketChannel client) throws IOException {
        client.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return true;
    }

    /** Where it is; with the port that was chosen. */
    SocketAddress address() {
        return address;
    }

    /** Accepts clients from now on. */
    void start(Consumer<SocketChannel> accepted) {
        var thread = new Thread(() -> accept(accepted), "accept " + address.text());
        thread.setDaemon(true);
        thread.start();
    }

    private void accept(Consumer<SocketChannel> accepted) {
        while (socket.isOpen()) {
            try {
                welcome(socket.accept(), accepted);
            } catch (ClosedChannelException e) {
                LOG.debug("{} is closed", address.text());
            } catch (IOException e) {
                LOG.warn("{} cannot accept: {}", address.text(), e.getMessage());
                LockSupport.parkNanos(PAUSE);
            }
        }
    }

    private void welcome(SocketChannel client, Consumer<SocketChannel> accepted) throws IOException {
        try {
            if (trust.in(client)) {
                accepted.accept(client);
                return;
            }
            LOG.warn("{}: a client of another user was turned away", address.text());
        } catch (IOException e) {
            LOG.debug("{}: a client went before it was welcomed", address.text(), e);
        }
        client.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        clean.run();
    }
}
