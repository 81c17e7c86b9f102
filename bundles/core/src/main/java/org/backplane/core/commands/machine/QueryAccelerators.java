package org.backplane.core.commands.machine;

import java.util.List;
import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.osgi.service.component.annotations.Component;

/** How processors are executed, and how they could be. */
@Component
@CommandName("query-accelerators")
@Doc("How processors are executed, and how they could be.")
@LeastRole(Role.OBSERVER)
public final class QueryAccelerators implements Command<Command.None, QueryAccelerators.AcceleratorInfo> {
    public record AcceleratorInfo(
            @Doc("What is used") Accelerator enabled,
            @Doc("What could be used") List<Accelerator> present) {}

    public enum Accelerator {
        /** Translation; QEMU's name for it. */
        TCG
    }

    @Override
    public QueryAccelerators.AcceleratorInfo run(Command.None arguments, Call call) {
        return new AcceleratorInfo(Accelerator.TCG, List.of(Accelerator.values()));
    }
}
