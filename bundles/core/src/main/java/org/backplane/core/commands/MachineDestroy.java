package org.backplane.core.commands;

import org.backplane.api.Doc;
import org.backplane.api.command.AdvancesTo;
import org.backplane.api.command.AllowedIn;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.Unmakes;
import org.backplane.api.phase.Phase;
import org.backplane.core.board.Vm;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Destroys the machine; another can be made. */
@Component
@CommandName("machine-destroy")
@Doc("Destroys the machine; another can be made.")
@Unmakes("machine")
@AllowedIn({
    Phase.MACHINE_CREATED,
    Phase.ACCEL_CREATED,
    Phase.LATE_BACKENDS_CREATED,
    Phase.MACHINE_INITIALIZED,
    Phase.MACHINE_READY
})
@AdvancesTo(value = Phase.NO_MACHINE, moment = AdvancesTo.Moment.BY_ITSELF)
public final class MachineDestroy implements Command<Command.None, Command.Done> {
    private final Vm vm;

    @Activate
    public MachineDestroy(@Reference Vm vm) {
        this.vm = vm;
    }

    @Override
    public Command.Done run(Command.None arguments, Call call) {
        vm.destroy();
        return Done.DONE;
    }
}
