package org.backplane.core.commands.device;

import java.util.Map;
import java.util.Optional;
import org.backplane.api.Doc;
import org.backplane.api.Rest;
import org.backplane.api.VariantsOf;
import org.backplane.api.command.AdvancesTo;
import org.backplane.api.command.AllowedIn;
import org.backplane.api.command.Call;
import org.backplane.api.command.CliOption;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.Makes;
import org.backplane.api.device.DeviceType;
import org.backplane.api.phase.Phase;
import org.backplane.core.board.Vm;
import org.backplane.core.schema.Identifier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Creates a device and plugs it into the machine. */
@Component
@CommandName("device_add")
@Doc("Creates a device and plugs it into the machine.")
@Makes(value = "device", by = "id", within = "machine")
@CliOption("device")
@AllowedIn({
    Phase.MACHINE_CREATED,
    Phase.ACCEL_CREATED,
    Phase.LATE_BACKENDS_CREATED,
    Phase.MACHINE_INITIALIZED,
    Phase.MACHINE_READY
})
@AdvancesTo(Phase.MACHINE_INITIALIZED)
public final class DeviceAdd implements Command<DeviceAdd.Arguments, Command.Done> {

    public record Arguments(
            @Doc("Type of device, as listed by qom-list-types")
            String driver,

            @Doc("Name of the new device, unique in the machine")
            Optional<String> id,

            @Doc("Where to plug it in; the machine chooses when absent")
            Optional<String> bus,

            @Doc("Properties of that type of device") @Rest @VariantsOf(value = DeviceType.class, tag = "driver")
            Map<String, Object> properties) {}

    private int unnamed;
    private final Vm vm;

    @Activate
    public DeviceAdd(@Reference Vm vm) {
        this.vm = vm;
    }

    @Override
    public Command.Done run(DeviceAdd.Arguments arguments, Call call) {
        arguments.id.ifPresent(Identifier::require);
        var device = vm.plug(
                arguments.id.orElseGet(() -> arguments.driver + "-" + ++unnamed),
                arguments.driver,
                arguments.bus,
                arguments.properties);
        call.undo(() -> vm.unplug(device));
        return Done.DONE;
    }
}
