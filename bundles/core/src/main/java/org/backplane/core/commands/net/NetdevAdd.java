package org.backplane.core.commands.net;

import java.util.Map;
import org.backplane.api.Doc;
import org.backplane.api.Rest;
import org.backplane.api.command.Call;
import org.backplane.api.command.CliOption;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandName;
import org.osgi.service.component.annotations.Component;

/** Opens a network back end. There are no types of them, so this answers what QEMU says of a type that it has not. */
@Component
@CommandName("netdev_add")
@Doc("Opens a network back end.")
@CliOption("netdev")
public final class NetdevAdd implements Command<NetdevAdd.Arguments, Command.Done> {
    public record Arguments(
            @Doc("Type of network back end") String type,
            @Doc("Name of the new network back end") String id,
            @Doc("Properties of that type") @Rest Map<String, Object> properties) {}

    @Override
    public Command.Done run(NetdevAdd.Arguments arguments, Call call) {
        throw CommandException.badArgument(
                "type", "Parameter 'type' does not accept value '%s'".formatted(arguments.type));
    }
}
