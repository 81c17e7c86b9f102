package org.backplane.core.commands.machine;

import java.util.Optional;
import org.backplane.api.Doc;
import org.backplane.api.command.AllowedIn;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.backplane.api.phase.Phase;
import org.backplane.core.board.Vm;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** How much memory the machine has. */
@Component
@CommandName("query-memory-size-summary")
@Doc("How much memory the machine has.")
@LeastRole(Role.OBSERVER)
@AllowedIn({Phase.MACHINE_INITIALIZED, Phase.MACHINE_READY})
public final class QueryMemorySizeSummary implements Command<Command.None, QueryMemorySizeSummary.MemoryInfo> {
    public record MemoryInfo(
            @Doc("What it was built with, in bytes") long baseMemory,

            @Doc("What was plugged in since, in bytes; absent where that cannot be")
            Optional<Long> pluggedMemory) {}

    private final Vm vm;

    @Activate
    public QueryMemorySizeSummary(@Reference Vm vm) {
        this.vm = vm;
    }

    @Override
    public QueryMemorySizeSummary.MemoryInfo run(Command.None arguments, Call call) {
        return new MemoryInfo(vm.memorySize(), Optional.empty());
    }
}
