package org.backplane.core.commands.device;

import java.util.List;
import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandException.Kind;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.backplane.core.board.ObjectTypes;
import org.backplane.core.commands.object.ObjectPropertyInfo;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What can be given to a device of a type. */
@Component
@CommandName("device-list-properties")
@Doc("What can be given to a device of a type.")
@LeastRole(Role.OBSERVER)
public final class DeviceListProperties implements Command<DeviceListProperties.Arguments, List<ObjectPropertyInfo>> {
    public record Arguments(
            @Doc("Name of the type of device") String typename) {}

    private final ObjectTypes types;

    @Activate
    public DeviceListProperties(@Reference ObjectTypes types) {
        this.types = types;
    }

    @Override
    public List<ObjectPropertyInfo> run(DeviceListProperties.Arguments arguments, Call call) {
        var type = types.find(arguments.typename)
                .orElseThrow(() -> new CommandException(
                        Kind.DEVICE_NOT_FOUND, "Device '%s' not found".formatted(arguments.typename)));
        if (type.isAbstract() || !type.isA("device")) {
            throw CommandException.badArgument("typename", "Parameter 'typename' expects a non-abstract device type");
        }
        return types.properties(type).stream().map(ObjectPropertyInfo::of).toList();
    }
}
