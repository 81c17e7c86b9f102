package org.backplane.core.commands.monitor;

import java.util.Optional;
import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.osgi.service.component.annotations.Component;

/** Has a line read by the human monitor, of which there is none. */
@Component
@CommandName("human-monitor-command")
@Doc("Has a line read by the human monitor.")
@LeastRole(Role.OWNER)
public final class HumanMonitorCommand implements Command<HumanMonitorCommand.Arguments, String> {
    public record Arguments(
            @Doc("The line") String commandLine,
            @Doc("The processor that it concerns") Optional<Long> cpuIndex) {}

    @Override
    public String run(HumanMonitorCommand.Arguments arguments, Call call) {
        throw CommandException.failed("There is no human monitor");
    }
}
