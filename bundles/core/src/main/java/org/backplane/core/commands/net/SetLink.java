package org.backplane.core.commands.net;

import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandName;
import org.osgi.service.component.annotations.Component;

/** Pulls a network cable out, or puts it in. There are none, as {@link NetdevAdd} says. */
@Component
@CommandName("set_link")
@Doc("Pulls a network cable out, or puts it in.")
public final class SetLink implements Command<SetLink.Arguments, Command.Done> {
    public record Arguments(
            @Doc("Name of a network back end or card") String name,
            @Doc("Whether the cable is in") boolean up) {}

    @Override
    public Command.Done run(SetLink.Arguments arguments, Call call) {
        throw new CommandException(
                CommandException.Kind.DEVICE_NOT_FOUND, "Device '%s' not found".formatted(arguments.name));
    }
}
