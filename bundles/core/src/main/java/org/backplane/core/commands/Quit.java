package org.backplane.core.commands;

import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.backplane.core.board.Vm;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Ends the process. */
@Component
@CommandName("quit")
@Doc("Ends the process.")
@LeastRole(Role.OWNER)
public final class Quit implements Command<Command.None, Command.Done> {
    private final Vm vm;

    @Activate
    public Quit(@Reference Vm vm) {
        this.vm = vm;
    }

    @Override
    public Command.Done run(Command.None arguments, Call call) {
        vm.quit(false, Vm.Cause.HOST_QMP_QUIT, 0);
        return Done.DONE;
    }
}
