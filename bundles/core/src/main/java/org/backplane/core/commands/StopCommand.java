package org.backplane.core.commands;

import org.backplane.api.Doc;
import org.backplane.api.command.AllowedIn;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.phase.Phase;
import org.backplane.api.phase.RunState;
import org.backplane.core.board.Vm;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Stops the guest; cont lets it run on. */
@Component
@CommandName("stop")
@Doc("Stops the guest; cont lets it run on.")
@AllowedIn(Phase.MACHINE_READY)
public final class StopCommand implements Command<Command.None, Command.Done> {
    private final Vm vm;

    @Activate
    public StopCommand(@Reference Vm vm) {
        this.vm = vm;
    }

    @Override
    public Command.Done run(Command.None arguments, Call call) {
        vm.stop(RunState.PAUSED);
        return Done.DONE;
    }
}
