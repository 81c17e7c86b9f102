package org.backplane.core.session;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Map;
import java.util.Objects;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sockets in the file system, for their owner alone.
 *
 * <p>A socket has its mode from the first moment, whatever the umask: it is made in a directory that nobody else can
 * enter, and linked to its path when all is well. To link follows no symbolic link and replaces no file.
 */
final class UnixSockets {
    private static final Logger LOG = LoggerFactory.getLogger(UnixSockets.class);

    /** Who a file or a socket was made by is told by name; the one who may do everything is known by it. */
    private static final String ROOT = "root";

    private UnixSockets() {}

    /**
     * Opens a socket at a path.
     *
     * @throws IOException if there is something else already, or it cannot be made
     */
    static ServerSocketChannel bind(Path path) throws IOException {
        var directory = Objects.requireNonNullElse(path.toAbsolutePath().getParent(), path.toAbsolutePath());
        var hidden = Files.createTempDirectory(
                directory, ".", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        var made = hidden.resolve("s");
        var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            socket.bind(UnixDomainSocketAddress.of(made));
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
            publish(made, path);
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        } finally {
            Files.deleteIfExists(made);
            Files.delete(hidden);
        }
    }

    private static void publish(Path made, Path path) throws IOException {
        try {
            Files.createLink(path, made);
        } catch (FileAlreadyExistsException e) {
            if (!isLeftOver(path, made)) {
                throw e;
            }
            LOG.info("{} is the socket of a process that has gone; replaced", path);
            Files.delete(path);
            Files.createLink(path, made);
        }
    }

    /** Whether a path is a socket of ours to which nobody listens. */
    private static boolean isLeftOver(Path path, Path ours) throws IOException {
        var attributes = Files.readAttributes(path, "unix:mode,uid", LinkOption.NOFOLLOW_LINKS);
        boolean isOurs =
                Objects.equals(attributes.get("uid"), Files.getAttribute(ours, "unix:uid", LinkOption.NOFOLLOW_LINKS));
        return isSocket(attributes) && isOurs && refuses(path);
    }

    private static boolean isSocket(Map<String, Object> attributes) {
        return attributes.get("mode") instanceof Integer mode && (mode & 0xF000) == 0xC000;
    }

    private static boolean refuses(Path path) {
        try (var probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            LOG.debug("{} is listened to: {}", path, probe);
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Takes a socket's path away, unless something else has taken its place. */
    static void unlink(Path path, Object fileKey) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && fileKey.equals(fileKey(path))) {
            Files.delete(path);
        }
    }

    /** What tells the file at a path from every other. */
    static Object fileKey(Path path) throws IOException {
        var attributes = Files.readAttributes(path, "unix:dev,ino", LinkOption.NOFOLLOW_LINKS);
        return Map.copyOf(attributes);
    }

    /** Who may use the socket at a path: its owner. */
    static UserPrincipal owner(Path path) throws IOException {
        return Files.getOwner(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** Whether the other end is a process of that user, or of root. */
    static boolean isTrusted(SocketChannel socket, UserPrincipal owner) throws IOException {
        SocketOption<UnixDomainPrincipal> peer = ExtendedSocketOptions.SO_PEERCRED;
        if (!socket.supportedOptions().contains(peer)) {
            return true; // the mode of the socket has to do
        }
        var user = socket.getOption(peer).user();
        return user.equals(owner) || user.getName().equals(ROOT);
    }
}
