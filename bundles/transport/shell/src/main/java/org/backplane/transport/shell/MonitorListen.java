package org.backplane.transport.shell;

import java.io.IOException;
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

/** Opens a socket on which people use the monitor. */
@Component
@CommandName("monitor-listen")
@Doc("Opens a socket on which people use the monitor.")
@CliOption("monitor")
@LeastRole(Role.OWNER)
public final class MonitorListen
        implements Command<MonitorListen.Arguments, CompletionStage<MonitorListen.MonitorInfo>> {

    public record Arguments(
            @Doc("unix:PATH, tcp:HOST:PORT, stdio or none; or a SocketAddress")
            Address address,

            @Doc("What people may do there at most") @Default("owner")
            Role role) {}

    /** Where to listen. */
    @Alternate
    @Name("MonitorAddress")
    public sealed interface Address {

        /** As on a command line. */
        record Text(String text) implements Address {}

        /** As data. */
        record Socket(SocketAddress socket) implements Address {}
    }

    public record MonitorInfo(
            @Doc("What the socket is called") String id,

            @Doc("Where it is; with the port that was chosen")
            String address) {}

    private static final String STDIO = "stdio";
    private static final String NONE = "none";

    private final Listeners listeners;

    @Activate
    public MonitorListen(@Reference Listeners listeners) {
        this.listeners = listeners;
    }

    @Override
    public CompletionStage<MonitorListen.MonitorInfo> run(MonitorListen.Arguments arguments, Call call) {
        return switch (arguments.address) {
            case Address.Text(var text)
            when text.equals(NONE) -> CompletableFuture.completedStage(new MonitorInfo(NONE, NONE));
            case Address.Text(var text) when text.equals(STDIO) -> open(() -> serveStandardStreams(arguments.role));
            case Address.Text(var text) -> {
                var address = SocketAddress.parse(text)
                        .orElseThrow(() -> CommandException.badArgument(
                                "address",
                                "Parameter 'address' expects unix:PATH, tcp:HOST:PORT, stdio or none, not '%s'"
                                        .formatted(text)));
                yield open(() -> listen(address, arguments.role, call));
            }
            case Address.Socket(var socket) -> open(() -> listen(socket, arguments.role, call));
        };
    }

    /** Opens something. */
    private interface Opening {
        MonitorInfo open() throws IOException;
    }

    private static CompletionStage<MonitorInfo> open(Opening opening) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return opening.open();
            } catch (IOException e) {
                throw CommandException.failed(String.valueOf(e.getMessage()), e);
            }
        });
    }

    private MonitorInfo serveStandardStreams(Role role) throws IOException {
        listeners.serveStandardStreams(MonitorProtocol.NAME, role);
        return new MonitorInfo(STDIO, STDIO);
    }

    private MonitorInfo listen(SocketAddress address, Role role, Call call) throws IOException {
        var listener = listeners.listen(MonitorProtocol.NAME, address, role);
        call.undo(() -> listeners.close(listener.id()));
        return new MonitorInfo(listener.id(), listener.address().text());
    }
}
