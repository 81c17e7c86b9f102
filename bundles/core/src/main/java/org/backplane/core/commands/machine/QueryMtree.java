package org.backplane.core.commands.machine;

import java.util.List;
import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.backplane.core.board.Inspection;
import org.backplane.core.board.Vm;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What the addresses of the machine lead to. */
@Component
@CommandName("query-mtree")
@Doc("What the addresses of the machine lead to.")
@LeastRole(Role.OBSERVER)
public final class QueryMtree implements Command<Command.None, List<Inspection.MappedInfo>> {

    private final Vm vm;

    @Activate
    public QueryMtree(@Reference Vm vm) {
        this.vm = vm;
    }

    @Override
    public List<Inspection.MappedInfo> run(Command.None arguments, Call call) {
        return vm.mapped();
    }
}
