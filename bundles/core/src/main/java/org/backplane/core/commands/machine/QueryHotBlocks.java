package org.backplane.core.commands.machine;

import java.util.List;
import java.util.stream.Stream;
import org.backplane.api.Default;
import org.backplane.api.Doc;
import org.backplane.api.Range;
import org.backplane.api.command.AllowedIn;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.backplane.api.cpu.HotCode;
import org.backplane.api.phase.Phase;
import org.backplane.core.board.Vm;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The code that processors execute most. */
@Component
@CommandName("query-hot-blocks")
@Doc("The code that each processor executes most.")
@LeastRole(Role.OBSERVER)
@AllowedIn({Phase.MACHINE_INITIALIZED, Phase.MACHINE_READY})
public final class QueryHotBlocks implements Command<QueryHotBlocks.Arguments, List<QueryHotBlocks.HotBlock>> {

    public record Arguments(
            @Doc("How much of each processor") @Default("10") @Range(min = 1, max = 1000)
            int limit) {}

    public record HotBlock(
            @Doc("The processor's number") long cpuIndex,

            @Doc("Where it begins, as the guest sees it") long address,

            @Doc("Where that is in the machine") long physicalAddress,
            @Doc("How many instructions it has") long size,

            @Doc("How it is executed now") HotCode.Engine engine,

            @Doc("How often execution has begun there, as far as that is counted")
            long executions,

            @Doc("How many instructions were executed in it, about")
            long instructions) {}

    private final Vm vm;

    @Activate
    public QueryHotBlocks(@Reference Vm vm) {
        this.vm = vm;
    }

    @Override
    public List<HotBlock> run(Arguments arguments, Call call) {
        return vm.processors().stream()
                .flatMap(processor -> blocks(processor, arguments.limit()))
                .toList();
    }

    private Stream<HotBlock> blocks(Vm.Processor processor, int limit) {
        return vm.hotCode(processor, limit).stream().map(code -> block(processor, code));
    }

    private static HotBlock block(Vm.Processor processor, HotCode code) {
        return new HotBlock(
                processor.index(),
                code.address(),
                code.physicalAddress(),
                code.size(),
                code.engine(),
                code.executions(),
                code.instructions());
    }
}
