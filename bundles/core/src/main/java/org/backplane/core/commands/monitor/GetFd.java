package org.backplane.core.commands.monitor;

import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandName;
import org.osgi.service.component.annotations.Component;

/** Gives a name to a descriptor that came with the message. None can come: connections carry no descriptors. */
@Component
@CommandName("getfd")
@Doc("Gives a name to a descriptor that came with the message.")
public final class GetFd implements Command<GetFd.Arguments, Command.Done> {
    public record Arguments(@Doc("The name") String fdname) {}

    @Override
    public Command.Done run(GetFd.Arguments arguments, Call call) {
        throw CommandException.failed("No file descriptor supplied via SCM_RIGHTS");
    }
}
