package org.backplane.core.commands.machine;

import java.util.List;
import java.util.Optional;
import org.backplane.api.Doc;
import org.backplane.api.command.AllowedIn;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.backplane.api.cpu.Architecture;
import org.backplane.api.phase.Phase;
import org.backplane.core.board.Vm;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The processors, without holding them up. */
@Component
@CommandName("query-cpus-fast")
@Doc("The processors, without holding them up.")
@LeastRole(Role.OBSERVER)
@AllowedIn({Phase.MACHINE_INITIALIZED, Phase.MACHINE_READY})
public final class QueryCpusFast implements Command<Command.None, List<QueryCpusFast.CpuInfoFast>> {
    public record CpuInfoFast(
            @Doc("Its number") long cpuIndex,
            @Doc("Its path in the object tree") String qomPath,
            @Doc("The host's number of its thread") long threadId,
            @Doc("Where it sits") Optional<CpuInstanceProperties> props,
            @Doc("What it executes") Architecture target) {}

    /** Where a processor sits; its number, and nothing of sockets, nodes or threads. */
    public record CpuInstanceProperties(@Doc("Its number") Optional<Long> coreId) {}

    private final Vm vm;

    @Activate
    public QueryCpusFast(@Reference Vm vm) {
        this.vm = vm;
    }

    @Override
    public List<QueryCpusFast.CpuInfoFast> run(Command.None arguments, Call call) {
        return vm.processors().stream().map(QueryCpusFast::info).toList();
    }

    private static CpuInfoFast info(Vm.Processor processor) {
        return new CpuInfoFast(
                processor.index(),
                processor.path(),
                processor.threadId(),
                Optional.of(new CpuInstanceProperties(Optional.of((long) processor.index()))),
                processor.architecture());
    }
}
