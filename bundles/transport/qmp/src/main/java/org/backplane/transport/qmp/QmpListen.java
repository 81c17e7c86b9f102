package org.backplane.transport.qmp;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.backplane.api.Alternate;
import org.backplane.api.Default;
import org.backplane.api.Doc;
import org.backplane.api.Name;
import org.backplane.api.command.Call;
import org.backplane.api.command.CliOption;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.backplane.api.session.Listeners;
import org.backplane.api.session.SocketAddress;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Opens a socket on which clients speak QMP. */
@Component
@CommandName("qmp-listen")
@Doc("Opens a socket on which clients speak QMP.")
@CliOption("qmp")
@LeastRole(Role.OWNER)
public final class QmpListen implements Command<QmpListen.Arguments, CompletionStage<QmpListen.ListenInfo>> {

    public record Arguments(
            @Doc("unix:PATH, tcp:HOST:PORT or stdio; or a SocketAddress")
            Address address,

            @Doc("What clients may do at most") @Default("owner")
            Role role,

            @Doc("As QEMU has it; clients come here, so it can only be on")
            Optional<Boolean> server,

            @Doc("As QEMU has it; nothing here waits for a client, so it can only be off") @Name("wait")
            Optional<Boolean> waits) {}

    /** Where to listen. */
    @Alternate
    @Name("QmpAddress")
    public sealed interface Address {

        /** As on a command line. */
        record Text(String text) implements Address {}

        /** As data. */
        record Socket(SocketAddress socket) implements Address {}
    }

    public record ListenInfo(
            @Doc("What the socket is called") String id,

            @Doc("Where it is; with the port that was chosen")
            String address) {}

    private static final String PROTOCOL = "qmp";
    private static final String STDIO = "stdio";

    private final Listeners listeners;

    @Activate
    public QmpListen(@Reference Listeners listeners) {
        this.listeners = listeners;
    }

    @Override
    public CompletionStage<QmpListen.ListenInfo> run(QmpListen.Arguments arguments, Call call) {
        checkQemuOptions(arguments);
        var address = switch (arguments.address) {
            case Address.Text(var text) when text.equals(STDIO) -> Optional.<SocketAddress>empty();
            case Address.Text(var text) -> Optional.of(parse(text));
            case Address.Socket(var socket) -> Optional.of(socket);
        };
        return CompletableFuture.supplyAsync(() -> listen(address, arguments.role, call));
    }

    private static void checkQemuOptions(Arguments arguments) {
        if (!arguments.server.orElse(true)) {
            throw CommandException.badArgument("server", "Parameter 'server' expects 'on': clients connect to us");
        }
        if (arguments.waits.orElse(false)) {
            throw CommandException.badArgument("wait", "Parameter 'wait' expects 'off': nothing waits for a client");
        }
    }

    private ListenInfo listen(Optional<SocketAddress> address, Role role, Call call) {
        try {
            if (address.isEmpty()) {
                listeners.serveStandardStreams(PROTOCOL, role);
                return new ListenInfo(STDIO, STDIO);
            }
            var listener = listeners.listen(PROTOCOL, address.get(), role);
            call.undo(() -> listeners.close(listener.id()));
            return new ListenInfo(listener.id(), listener.address().text());
        } catch (IOException e) {
            throw CommandException.failed(String.valueOf(e.getMessage()), e);
        }
    }

    /** Reads {@code unix:PATH} and {@code tcp:HOST:PORT}. */
    static SocketAddress parse(String text) {
        return SocketAddress.parse(text)
                .orElseThrow(() -> CommandException.badArgument(
                        "address",
                        "Parameter 'address' expects unix:PATH, tcp:HOST:PORT or stdio, not '%s'".formatted(text)));
    }
}
