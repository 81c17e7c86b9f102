package org.backplane.core.commands.device;

import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.backplane.core.board.Inspection;
import org.backplane.core.board.ObjectTree;
import org.backplane.core.board.Vm;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** All that there is to see of a device: its registers and its state among it. */
@Component
@CommandName("query-device")
@Doc("All that there is to see of a device: its registers and its state among it.")
@LeastRole(Role.OBSERVER)
public final class QueryDevice implements Command<QueryDevice.Arguments, Inspection.DeviceInfo> {

    public record Arguments(
            @Doc("The device's path, or the end of it if that is not ambiguous")
            String path) {}

    private final ObjectTree tree;
    private final Vm vm;

    @Activate
    public QueryDevice(@Reference ObjectTree tree, @Reference Vm vm) {
        this.tree = tree;
        this.vm = vm;
    }

    @Override
    public Inspection.DeviceInfo run(QueryDevice.Arguments arguments, Call call) {
        var path = tree.find(arguments.path).path();
        return vm.inspect(path)
                .orElseThrow(() -> CommandException.badArgument("path", "'%s' is no device".formatted(path)));
    }
}
