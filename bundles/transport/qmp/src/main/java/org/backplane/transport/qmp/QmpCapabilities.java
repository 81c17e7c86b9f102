package org.backplane.transport.qmp;

import java.util.List;
import java.util.Optional;
import org.backplane.api.Doc;
import org.backplane.api.Name;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandException.Kind;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.osgi.service.component.annotations.Component;

/**
 * Ends the negotiation at the beginning of a session. The protocol does that; as a command among others it is for
 * clients to see, and for those who give it again.
 */
@Component
@CommandName(QmpCapabilities.NAME)
@Doc("Ends the negotiation at the beginning of a session.")
@LeastRole(Role.OBSERVER)
public final class QmpCapabilities implements Command<QmpCapabilities.Arguments, Command.Done> {
    static final String NAME = "qmp_capabilities";

    public record Arguments(
            @Doc("What to switch on") Optional<List<QMPCapability>> enable,

            @Doc("What the session is to be allowed, if that is less than the socket allows")
            Optional<Role> role,

            @Doc("The events that are to be told; all if none are named")
            Optional<List<String>> events) {}

    @Name("QMPCapability")
    public enum QMPCapability {
        /** Commands out of band. */
        OOB
    }

    @Override
    public Command.Done run(QmpCapabilities.Arguments arguments, Call call) {
        throw new CommandException(
                Kind.COMMAND_NOT_FOUND, "Capabilities negotiation is already complete, command ignored");
    }
}
