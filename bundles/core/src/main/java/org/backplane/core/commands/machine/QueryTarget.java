package org.backplane.core.commands.machine;

import java.util.Optional;
import java.util.stream.Collectors;
import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.backplane.api.cpu.Architecture;
import org.backplane.api.cpu.CpuType;
import org.backplane.core.board.Vm;
import org.backplane.core.schema.Catalog;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What the processors of the machine execute. */
@Component
@CommandName("query-target")
@Doc("What the processors of the machine execute.")
@LeastRole(Role.OBSERVER)
public final class QueryTarget implements Command<Command.None, QueryTarget.TargetInfo> {
    public record TargetInfo(@Doc("The architecture") Architecture arch) {}

    private final Vm vm;
    private final Catalog catalog;

    @Activate
    public QueryTarget(@Reference Vm vm, @Reference Catalog catalog) {
        this.vm = vm;
        this.catalog = catalog;
    }

    @Override
    public QueryTarget.TargetInfo run(Command.None arguments, Call call) {
        return new TargetInfo(vm.processors().stream()
                .map(Vm.Processor::architecture)
                .findFirst()
                .or(this::onlyOne)
                .orElseThrow(() -> CommandException.failed(
                        "There is no processor yet, and types of more than one architecture or none")));
    }

    /** The architecture of all types of processors, if they have the same one. */
    private Optional<Architecture> onlyOne() {
        var all = catalog.names(CpuType.class).stream()
                .map(name -> catalog.with(CpuType.class, name, type -> type.architecture()))
                .collect(Collectors.toSet());
        return all.size() == 1 ? Optional.of(all.iterator().next()) : Optional.empty();
    }
}
