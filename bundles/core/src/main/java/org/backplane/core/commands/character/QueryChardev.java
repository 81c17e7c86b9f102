package org.backplane.core.commands.character;

import java.util.List;
import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.backplane.core.board.Chardevs;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The open character devices. */
@Component
@CommandName("query-chardev")
@Doc("The open character devices.")
@LeastRole(Role.OBSERVER)
public final class QueryChardev implements Command<Command.None, List<QueryChardev.ChardevInfo>> {
    public record ChardevInfo(
            @Doc("Its name") String label,
            @Doc("What is behind it") String filename,
            @Doc("Whether something of the machine uses it") boolean frontendOpen) {}

    private final Chardevs chardevs;

    @Activate
    public QueryChardev(@Reference Chardevs chardevs) {
        this.chardevs = chardevs;
    }

    @Override
    public List<QueryChardev.ChardevInfo> run(Command.None arguments, Call call) {
        return chardevs.open().stream().map(QueryChardev::info).toList();
    }

    private static ChardevInfo info(Chardevs.Open chardev) {
        return new ChardevInfo(chardev.id(), chardev.type(), chardev.inUse());
    }
}
