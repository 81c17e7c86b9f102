package org.backplane.core.commands;

import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.backplane.api.phase.RunState;
import org.backplane.core.board.Vm;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What the guest does. */
@Component
@CommandName("query-status")
@Doc("What the guest does.")
@LeastRole(Role.OBSERVER)
public final class QueryStatus implements Command<Command.None, QueryStatus.StatusInfo> {

    public record StatusInfo(
            @Doc("Whether the guest runs") boolean running,

            @Doc("Whether it is run instruction by instruction")
            boolean singlestep,

            @Doc("What it does, or why it does not run") RunState status) {}

    private final Vm vm;

    @Activate
    public QueryStatus(@Reference Vm vm) {
        this.vm = vm;
    }

    @Override
    public QueryStatus.StatusInfo run(Command.None arguments, Call call) {
        var state = vm.state();
        return new StatusInfo(state == RunState.RUNNING, false, state);
    }
}
