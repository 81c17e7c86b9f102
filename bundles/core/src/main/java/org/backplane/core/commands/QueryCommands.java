package org.backplane.core.commands;

import java.util.List;
import org.backplane.api.Doc;
import org.backplane.api.Name;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.Commands;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The names of all commands. */
@Component
@CommandName("query-commands")
@Doc("The names of all commands.")
@LeastRole(Role.OBSERVER)
public final class QueryCommands implements Command<Command.None, List<QueryCommands.Entry>> {

    @Name("CommandInfo")
    public record Entry(@Doc("Its name") String name) {}

    private final Commands commands;

    @Activate
    public QueryCommands(@Reference Commands commands) {
        this.commands = commands;
    }

    @Override
    public List<QueryCommands.Entry> run(Command.None arguments, Call call) {
        return commands.names().stream().map(Entry::new).toList();
    }
}
