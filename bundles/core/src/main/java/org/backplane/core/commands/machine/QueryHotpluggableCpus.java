package org.backplane.core.commands.machine;

import java.util.List;
import java.util.Optional;
import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.osgi.service.component.annotations.Component;

/** The processors that can be plugged in. Machines have a fixed number of them; QEMU has this sentence for such machines. */
@Component
@CommandName("query-hotpluggable-cpus")
@Doc("The processors that can be plugged in, on a machine where they can.")
@LeastRole(Role.OBSERVER)
public final class QueryHotpluggableCpus implements Command<Command.None, List<QueryHotpluggableCpus.HotpluggableCpu>> {
    public record HotpluggableCpu(
            @Doc("The type to give to device_add") String type,
            @Doc("How many threads of execution it has") long vcpusCount,
            @Doc("Where it would sit") QueryCpusFast.CpuInstanceProperties props,

            @Doc("Its path in the object tree, if it is plugged in")
            Optional<String> qomPath) {}

    @Override
    public List<QueryHotpluggableCpus.HotpluggableCpu> run(Command.None arguments, Call call) {
        throw CommandException.failed("The feature 'query-hotpluggable-cpus' is not enabled");
    }
}
