package org.backplane.launcher.qmp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;

/**
 * Where a server listens, as {@code --qmp} takes it; a path may stand for itself.
 *
 * @param text as the user wrote it
 */
record Address(String text, SocketAddress socket) {
    private static final String UNIX = "unix:";
    private static final String TCP = "tcp:";

    static Address parse(String text) throws QmpException {
        if (text.startsWith(TCP)) {
            return new Address(text, tcp(text.substring(TCP.length())));
        }
        var path = text.startsWith(UNIX) ? text.substring(UNIX.length()) : text;
        if (path.isEmpty()) {
            throw unusable(text);
        }
        try {
            return new Address(text, UnixDomainSocketAddress.of(path));
        } catch (IllegalArgumentException e) {
            throw unusable(text);
        }
    }

    private static SocketAddress tcp(String text) throws QmpException {
        int colon = text.lastIndexOf(':');
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            var host = colon < 0 ? "" : text.substring(0, colon).replaceAll("^\\[(.*)]$", "$1");
            return host.isEmpty()
                    ? new InetSocketAddress(InetAddress.getLoopbackAddress(), port)
                    : new InetSocketAddress(host, port);
        } catch (IllegalArgumentException e) {
            throw unusable(TCP + text);
        }
    }

    private static QmpException unusable(String text) {
        return QmpException.unusable("%s: expected unix:PATH, tcp:HOST:PORT or a path".formatted(text));
    }

    SocketChannel connect() throws QmpException {
        try {
            if (socket instanceof InetSocketAddress inet && inet.isUnresolved()) {
                throw QmpException.unusable("%s: there is no host '%s'".formatted(text, inet.getHostString()));
            }
            return SocketChannel.open(socket);
        } catch (IOException e) {
            throw QmpException.unusable("%s: cannot connect: %s".formatted(text, e.getMessage()));
        }
    }
}
