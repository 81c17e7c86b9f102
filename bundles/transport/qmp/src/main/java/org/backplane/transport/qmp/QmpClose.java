package org.backplane.transport.qmp;

import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.backplane.api.session.Listeners;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Closes a socket that qmp-listen opened. */
@Component
@CommandName("qmp-close")
@Doc("Closes a socket on which clients speak QMP; their sessions go on.")
@LeastRole(Role.OWNER)
public final class QmpClose implements Command<QmpClose.Arguments, Command.Done> {

    public record Arguments(
            @Doc("What the socket is called, as qmp-listen answered")
            String id) {}

    private final Listeners listeners;

    @Activate
    public QmpClose(@Reference Listeners listeners) {
        this.listeners = listeners;
    }

    @Override
    public Command.Done run(QmpClose.Arguments arguments, Call call) {
        if (!listeners.close(arguments.id)) {
            throw CommandException.badArgument("id", "There is no listener '%s'".formatted(arguments.id));
        }
        return Command.Done.DONE;
    }
}
