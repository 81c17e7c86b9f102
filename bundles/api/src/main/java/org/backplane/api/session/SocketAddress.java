package org.backplane.api.session;

import java.util.Optional;
import org.backplane.api.Doc;
import org.backplane.api.Name;

/** Where a socket is; QAPI's type of that name. */
@Name("SocketAddress")
public sealed interface SocketAddress {

    /** How logs and messages show it: {@code unix:/run/vm.sock}. */
    String text();

    /** Reads {@code unix:PATH} and {@code tcp:HOST:PORT}, with brackets around a host that has colons; empty if it is neither. */
    static Optional<SocketAddress> parse(String text) {
        if (text.startsWith("unix:") && text.length() > "unix:".length()) {
            return Optional.of(new Unix(text.substring("unix:".length())));
        }
        int port = text.lastIndexOf(':');
        if (!text.startsWith("tcp:") || port < "tcp:".length()) {
            return Optional.empty();
        }
        var host = text.substring("tcp:".length(), port);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        return Optional.of(new Inet(bracketed ? host.substring(1, host.length() - 1) : host, text.substring(port + 1)));
    }

    /** A port of TCP. */
    @Name("inet")
    record Inet(
            @Doc("Host name or address; empty for the loopback interface")
            String host,

            @Doc("Port; 0 for any that is free") String port)
            implements SocketAddress {
        @Override
        public String text() {
            return "tcp:" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /** A socket in the file system. */
    @Name("unix")
    record Unix(@Doc("Path of the socket") String path) implements SocketAddress {
        @Override
        public String text() {
            return "unix:" + path;
        }
    }

    /** A port that host and guest share. */
    @Name("vsock")
    record Vsock(
            @Doc("Context identifier") String cid,
            @Doc("Port") String port) implements SocketAddress {
        @Override
        public String text() {
            return "vsock:" + cid + ":" + port;
        }
    }

    /** A descriptor that the process has already. */
    @Name("fd")
    record Fd(
            @Doc("Its number, or the name it was given by getfd")
            String str) implements SocketAddress {
        @Override
        public String text() {
            return "fd:" + str;
        }
    }
}
