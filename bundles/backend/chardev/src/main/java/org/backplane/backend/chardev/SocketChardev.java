package org.backplane.backend.chardev;

import java.io.IOException;
import java.util.Optional;
import org.backplane.api.Default;
import org.backplane.api.Doc;
import org.backplane.api.Name;
import org.backplane.api.Range;
import org.backplane.api.backend.Chardev;
import org.backplane.api.backend.ChardevName;
import org.backplane.api.backend.ChardevType;
import org.backplane.api.backend.Handover;
import org.osgi.service.component.annotations.Component;

/**
 * A character device on a socket: a server that has one client after the other, or a client. What is sent while nobody
 * is connected is dropped, as QEMU does. Not of QEMU's are encryption and the telnet and web socket protocols.
 *
 * <p>The address is {@code path}, or {@code host} and {@code port}, as in QEMU's {@code -chardev}; or {@code addr}, as
 * in its {@code chardev-add}. In the latter spelling a socket is a server that does not wait unless it says otherwise,
 * in the former a client, and a server that waits.
 */
@Component
@ChardevName("socket")
@Doc("A socket, unix or inet, as server or client.")
public final class SocketChardev implements ChardevType<SocketChardev.Properties> {

    public record Properties(
            @Doc("Path of a unix socket") Optional<String> path,

            @Doc("Name or address of the host; localhost when absent")
            Optional<String> host,

            @Doc("Port of an inet socket; 0 has a server choose one") @Range(min = 0, max = 65535)
            Optional<Integer> port,

            @Doc("The address in the spelling of QMP") Optional<Address> addr,

            @Doc("Whether to listen, instead of connecting to a server")
            Optional<Boolean> server,

            @Doc("Whether a server waits for its first client before the machine goes on") @Name("wait")
            Optional<Boolean> waitForClient,

            @Doc("Whether small pieces are sent at once") @Default("off")
            boolean nodelay,

            @Doc("Seconds after which a client tries again to connect; 0 if it does not") @Default("0") @Range(min = 0)
            int reconnect) {

        boolean isServer() {
            return server.orElse(addr.isPresent());
        }

        boolean waits() {
            return isServer() && waitForClient.orElse(addr.isEmpty());
        }
    }

    /** The address in the spelling of QMP, {@code SocketAddressLegacy}. */
    public record Address(
            @Doc("Kind of socket") Kind type,
            @Doc("The address of that kind") AddressData data) {}

    /** Kinds of sockets. */
    public enum Kind {
        UNIX,
        INET
    }

    /** The members that addresses of each kind have. */
    public record AddressData(
            @Doc("Path of a unix socket") Optional<String> path,
            @Doc("Name or address of the host") Optional<String> host,
            @Doc("Port of an inet socket") Optional<String> port) {}

    @Override
    public Chardev open(Properties properties) throws IOException {
        if (properties.isServer() && properties.reconnect > 0) {
            throw new IOException("'reconnect' option is incompatible with socket in server listen mode");
        }
        if (!properties.isServer() && properties.waitForClient.orElse(false)) {
            throw new IOException("'wait' option is incompatible with socket in client connect mode");
        }
        var address = SocketPlace.of(properties);
        return properties.isServer()
                ? SocketLine.server(address, properties.waits(), properties.nodelay)
                : SocketLine.client(address, properties.reconnect, properties.nodelay);
    }

    @Override
    public Chardev takeOver(Properties properties, Handover from) throws IOException {
        return SocketLine.takeOver(SocketPlace.of(properties), properties.reconnect, properties.nodelay, from);
    }
}
