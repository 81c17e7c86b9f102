package com.example.parts;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.backplane.api.Doc;
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

/** A command, and an option of the command line: opens a socket for {@link LineProtocol}. */
@Component
@CommandName("example-listen")
@Doc("Opens a socket on which a client writes a command on each line.")
@CliOption("example-listen")
@LeastRole(Role.OWNER)
public final class LineListen implements Command<LineListen.Arguments, CompletionStage<Command.Done>> {
    public record Arguments(@Doc("Path of the socket") String path) {}

    private final Listeners listeners;

    @Activate
    public LineListen(@Reference Listeners listeners) {
        this.listeners = listeners;
    }

    @Override
    public CompletionStage<Command.Done> run(Arguments arguments, Call call) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                listeners.listen("example-line", new SocketAddress.Unix(arguments.path), Role.OPERATOR);
                return Done.DONE;
            } catch (IOException e) {
                throw CommandException.failed(String.valueOf(e.getMessage()), e);
            }
        });
    }
}
