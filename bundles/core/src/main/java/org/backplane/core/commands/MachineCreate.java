package org.backplane.core.commands;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.DataSize;
import org.backplane.api.Default;
import org.backplane.api.Doc;
import org.backplane.api.Rest;
import org.backplane.api.VariantsOf;
import org.backplane.api.command.AdvancesTo;
import org.backplane.api.command.AllowedIn;
import org.backplane.api.command.Call;
import org.backplane.api.command.Checked;
import org.backplane.api.command.CliOption;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.Makes;
import org.backplane.api.machine.MachineCheck;
import org.backplane.api.machine.MachineSettings;
import org.backplane.api.machine.MachineType;
import org.backplane.api.phase.Phase;
import org.backplane.core.board.Vm;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Makes a machine; it is built when the first command needs it. */
@Component
@CommandName("machine-create")
@Doc("Makes a machine; it is built when the first command needs it.")
@Makes("machine")
@CliOption({"machine", "M"})
@AllowedIn(Phase.NO_MACHINE)
@AdvancesTo(value = Phase.MACHINE_CREATED, moment = AdvancesTo.Moment.AFTER)
public final class MachineCreate
        implements Command<MachineCreate.Arguments, Command.Done>, Checked<MachineCreate.Arguments> {

    public record Arguments(
            @Doc("Type of machine") String type,
            @Doc("Guest memory; the machine has a default") Optional<DataSize> memory,
            @Doc("Number of processors") @Default("1") int cpus,

            @Doc("Processor: a type, and behind commas properties of it; the machine has a default")
            Optional<String> cpu,

            @Doc("Built-in firmware, none, or a file; sbi when there is a kernel")
            Optional<String> firmware,

            @Doc("Kernel: a flat or gzip'd Image, or an ELF file; or what firmware from a file starts")
            Optional<String> kernel,

            @Doc("Initial RAM disk") Optional<String> initrd,
            @Doc("Command line of the kernel") Optional<String> cmdline,

            @Doc("Device tree, in place of the machine's own")
            Optional<String> dtb,

            @Doc("Properties of that type of machine") @Rest @VariantsOf(value = MachineType.class, tag = "type")
            Map<String, Object> properties) {

        private MachineSettings settings() {
            return new MachineSettings(type, memory, cpus, cpu, firmware, kernel, initrd, cmdline, dtb, properties);
        }
    }

    private final Vm vm;

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    private volatile List<MachineCheck> checks = List.of();

    @Activate
    public MachineCreate(@Reference Vm vm) {
        this.vm = vm;
    }

    @Override
    public Command.Done run(MachineCreate.Arguments arguments, Call call) {
        vm.create(arguments.settings());
        call.undo(vm::destroy);
        return Done.DONE;
    }

    @Override
    public void check(MachineCreate.Arguments arguments) {
        CommandException.checkAll(checks.stream()
                .map(check -> (Runnable) () -> check.check(arguments.settings()))
                .toArray(Runnable[]::new));
    }
}
