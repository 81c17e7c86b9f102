package org.backplane.core.commands.monitor;

import java.util.Optional;
import org.backplane.api.Default;
import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.CliOption;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.core.trace.TraceParts;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Lets parts log their details, or no more than others do. */
@Component
@CommandName("trace-event-set-state")
@Doc("Lets parts log their details, or no more than others do.")
@CliOption("trace")
public final class TraceEventSetState implements Command<TraceEventSetState.Arguments, Command.Done> {
    public record Arguments(
            @Doc("The part's name, or a pattern with * and ?")
            String name,

            @Doc("Whether they log their details") @Default("on")
            boolean enable,

            @Doc("Ignore parts that cannot; all can") Optional<Boolean> ignoreUnavailable,
            @Doc("A processor; no part logs for one alone") Optional<Long> vcpu) {}

    private final TraceParts parts;

    @Activate
    public TraceEventSetState(@Reference TraceParts parts) {
        this.parts = parts;
    }

    @Override
    public Command.Done run(TraceEventSetState.Arguments arguments, Call call) {
        for (var name : new PartPattern(arguments.name, arguments.vcpu).among(parts.names())) {
            call.undo(parts.set(name, arguments.enable));
        }
        return Done.DONE;
    }
}
