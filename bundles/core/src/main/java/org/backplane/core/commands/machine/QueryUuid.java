package org.backplane.core.commands.machine;

import org.backplane.api.Doc;
import org.backplane.api.Name;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.backplane.core.board.Identity;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The UUID of the machine. */
@Component
@CommandName("query-uuid")
@Doc("The UUID of the machine.")
@LeastRole(Role.OBSERVER)
public final class QueryUuid implements Command<Command.None, QueryUuid.UuidInfo> {
    public record UuidInfo(
            @Name("UUID") @Doc("All zero if none was given") String uuid) {}

    private final Identity identity;

    @Activate
    public QueryUuid(@Reference Identity identity) {
        this.identity = identity;
    }

    @Override
    public QueryUuid.UuidInfo run(Command.None arguments, Call call) {
        return new UuidInfo(identity.uuid().toString());
    }
}
