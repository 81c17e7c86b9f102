package org.backplane.core.commands.monitor;

import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandName;
import org.osgi.service.component.annotations.Component;

/** Closes a descriptor that has a name; {@link GetFd} says why there is none. */
@Component
@CommandName("closefd")
@Doc("Closes a descriptor that has a name.")
public final class CloseFd implements Command<CloseFd.Arguments, Command.Done> {
    public record Arguments(@Doc("Its name") String fdname) {}

    @Override
    public Command.Done run(CloseFd.Arguments arguments, Call call) {
        throw CommandException.badArgument(
                "fdname", "File descriptor named '%s' not found".formatted(arguments.fdname));
    }
}
