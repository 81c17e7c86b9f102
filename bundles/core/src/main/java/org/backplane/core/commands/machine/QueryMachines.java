package org.backplane.core.commands.machine;

import java.util.List;
import java.util.Optional;
import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.backplane.api.cpu.CpuType;
import org.backplane.api.machine.MachineType;
import org.backplane.core.schema.Catalog;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The types of machines. */
@Component
@CommandName("query-machines")
@Doc("The types of machines.")
@LeastRole(Role.OBSERVER)
public final class QueryMachines implements Command<Command.None, List<QueryMachines.MachineInfo>> {
    public record MachineInfo(
            @Doc("Its name") String name,
            @Doc("Another name of it") Optional<String> alias,

            @Doc("Whether it is taken if the user names none; none is")
            Optional<Boolean> isDefault,

            @Doc("How many processors it takes at most") long cpuMax,
            @Doc("Whether processors can be plugged in") boolean hotpluggableCpus,

            @Doc("Whether NUMA nodes can have memory of their own")
            boolean numaMemSupported,

            @Doc("Whether it will be gone some day") boolean deprecated,

            @Doc("The type of its processors if the user names none")
            Optional<String> defaultCpuType,

            @Doc("How its memory is called") Optional<String> defaultRamId) {}

    private final Catalog catalog;

    @Activate
    public QueryMachines(@Reference Catalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public List<QueryMachines.MachineInfo> run(Command.None arguments, Call call) {
        return catalog.names(MachineType.class).stream().map(this::info).toList();
    }

    private MachineInfo info(String name) {
        var traits = catalog.with(MachineType.class, name, type -> type.traits());
        return new MachineInfo(
                name,
                Optional.empty(),
                Optional.empty(),
                traits.maxCpus(),
                false,
                false,
                false,
                traits.defaultCpu().flatMap(this::objectType),
                traits.ram());
    }

    /** The processor's name among all objects; none while its bundle is not there. */
    private Optional<String> objectType(String cpu) {
        return catalog.names(CpuType.class).contains(cpu)
                ? Optional.of(catalog.with(CpuType.class, cpu, type -> type.architecture())
                        .objectType(cpu))
                : Optional.empty();
    }
}
