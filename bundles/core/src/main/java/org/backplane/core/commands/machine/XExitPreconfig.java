package org.backplane.core.commands.machine;

import org.backplane.api.Doc;
import org.backplane.api.command.AdvancesTo;
import org.backplane.api.command.AllowedIn;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.phase.Phase;
import org.osgi.service.component.annotations.Component;

/** Builds the machine and makes it ready; the guest stands still. */
@Component
@CommandName("x-exit-preconfig")
@Doc("Builds the machine and makes it ready; the guest stands still.")
@AllowedIn({Phase.MACHINE_CREATED, Phase.ACCEL_CREATED, Phase.LATE_BACKENDS_CREATED, Phase.MACHINE_INITIALIZED})
@AdvancesTo(Phase.MACHINE_READY)
public final class XExitPreconfig implements Command<Command.None, Command.Done> {

    @Override
    public Command.Done run(Command.None arguments, Call call) {
        return Done.DONE; // the loop has done it
    }
}
