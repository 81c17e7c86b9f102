package org.backplane.core.commands.machine;

import java.util.List;
import org.backplane.api.Doc;
import org.backplane.api.Name;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.osgi.service.component.annotations.Component;

/** Threads that the user made for devices. Every block node has one of its own, so there is nothing to make. */
@Component
@CommandName("query-iothreads")
@Doc("Threads that the user made for devices; there are none.")
@LeastRole(Role.OBSERVER)
public final class QueryIothreads implements Command<Command.None, List<QueryIothreads.IOThreadInfo>> {
    @Name("IOThreadInfo")
    public record IOThreadInfo(
            @Doc("Its name") String id,
            @Doc("The number by which the host knows it") long threadId,

            @Doc("How long it polls at most, in nanoseconds")
            long pollMaxNs,

            @Doc("How fast it comes to poll longer") long pollGrow,
            @Doc("How fast it comes to poll shorter") long pollShrink,

            @Doc("How many requests it submits at once at most")
            long aioMaxBatch) {}

    @Override
    public List<QueryIothreads.IOThreadInfo> run(Command.None arguments, Call call) {
        return List.of();
    }
}
