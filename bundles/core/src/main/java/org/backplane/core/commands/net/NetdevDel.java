package org.backplane.core.commands.net;

import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandName;
import org.osgi.service.component.annotations.Component;

/** Closes a network back end. There are none, as {@link NetdevAdd} says. */
@Component
@CommandName("netdev_del")
@Doc("Closes a network back end.")
public final class NetdevDel implements Command<NetdevDel.Arguments, Command.Done> {
    public record Arguments(
            @Doc("Name of the network back end") String id) {}

    @Override
    public Command.Done run(NetdevDel.Arguments arguments, Call call) {
        throw new CommandException(
                CommandException.Kind.DEVICE_NOT_FOUND, "Device '%s' not found".formatted(arguments.id));
    }
}
