package org.backplane.core.commands.device;

import java.util.Optional;
import org.backplane.api.Doc;
import org.backplane.api.command.AllowedIn;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandException.Kind;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.Unmakes;
import org.backplane.api.event.EventName;
import org.backplane.api.event.Events;
import org.backplane.api.machine.BoardDevice;
import org.backplane.api.phase.Phase;
import org.backplane.core.board.ObjectTree;
import org.backplane.core.board.Vm;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Takes a device that the user added out of the machine. */
@Component
@CommandName("device_del")
@Doc("Takes a device out of the machine.")
@Unmakes(value = "device", by = "id")
@AllowedIn({Phase.MACHINE_INITIALIZED, Phase.MACHINE_READY})
public final class DeviceDel implements Command<DeviceDel.Arguments, Command.Done> {
    public record Arguments(
            @Doc("The device's name or path") String id) {}

    /** A device has left the machine. */
    @EventName("DEVICE_DELETED")
    public record DeviceDeleted(Optional<String> device, String path) {}

    private final Vm vm;
    private final ObjectTree tree;
    private final Events events;

    @Activate
    public DeviceDel(@Reference Vm vm, @Reference ObjectTree tree, @Reference Events events) {
        this.vm = vm;
        this.tree = tree;
        this.events = events;
    }

    @Override
    public Command.Done run(DeviceDel.Arguments arguments, Call call) {
        var device = find(arguments.id);
        vm.unplug(device);
        events.emit(new DeviceDeleted(Optional.of(device.id()), device.path()));
        return Done.DONE;
    }

    private BoardDevice find(String id) {
        var path = id.startsWith("/") ? id : Vm.PERIPHERAL + id;
        if (tree.search(path).isEmpty()) {
            throw new CommandException(Kind.DEVICE_NOT_FOUND, "Device '%s' not found".formatted(id));
        }
        return vm.device(path)
                .orElseThrow(() -> CommandException.badArgument("id", "%s is not a hotpluggable device".formatted(id)));
    }
}
