package org.backplane.core.commands;

import org.backplane.api.Doc;
import org.backplane.api.command.AllowedIn;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.phase.Phase;
import org.backplane.core.board.Vm;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Presses the power button. */
@Component
@CommandName("system_powerdown")
@Doc("Presses the power button.")
@AllowedIn(Phase.MACHINE_READY)
public final class SystemPowerdown implements Command<Command.None, Command.Done> {
    private final Vm vm;

    @Activate
    public SystemPowerdown(@Reference Vm vm) {
        this.vm = vm;
    }

    @Override
    public Command.Done run(Command.None arguments, Call call) {
        vm.powerdown();
        return Done.DONE;
    }
}
