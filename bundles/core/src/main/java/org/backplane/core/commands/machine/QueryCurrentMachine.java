package org.backplane.core.commands.machine;

import org.backplane.api.Doc;
import org.backplane.api.command.AllowedIn;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.backplane.api.phase.Phase;
import org.osgi.service.component.annotations.Component;

/** What the machine can do. */
@Component
@CommandName("query-current-machine")
@Doc("What the machine can do.")
@LeastRole(Role.OBSERVER)
@AllowedIn({Phase.MACHINE_INITIALIZED, Phase.MACHINE_READY})
public final class QueryCurrentMachine implements Command<Command.None, QueryCurrentMachine.CurrentMachineParams> {
    public record CurrentMachineParams(
            @Doc("Whether a guest that sleeps can be woken; no machine can")
            boolean wakeupSuspendSupport) {}

    @Override
    public QueryCurrentMachine.CurrentMachineParams run(Command.None arguments, Call call) {
        return new CurrentMachineParams(false);
    }
}
