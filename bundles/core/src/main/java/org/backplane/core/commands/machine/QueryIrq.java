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

/** The interrupt outputs of devices, and how often they were asserted. */
@Component
@CommandName("query-irq")
@Doc("The interrupt outputs of devices, and how often they were asserted.")
@LeastRole(Role.OBSERVER)
public final class QueryIrq implements Command<Command.None, List<Inspection.IrqInfo>> {

    private final Vm vm;

    @Activate
    public QueryIrq(@Reference Vm vm) {
        this.vm = vm;
    }

    @Override
    public List<Inspection.IrqInfo> run(Command.None arguments, Call call) {
        return vm.irqLines();
    }
}
