package org.backplane.core.commands.machine;

import java.util.Optional;
import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.backplane.core.board.Identity;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The name of the machine. */
@Component
@CommandName("query-name")
@Doc("The name of the machine.")
@LeastRole(Role.OBSERVER)
public final class QueryName implements Command<Command.None, QueryName.NameInfo> {
    public record NameInfo(@Doc("Absent if none was given") Optional<String> name) {}

    private final Identity identity;

    @Activate
    public QueryName(@Reference Identity identity) {
        this.identity = identity;
    }

    @Override
    public QueryName.NameInfo run(Command.None arguments, Call call) {
        return new NameInfo(identity.name());
    }
}
