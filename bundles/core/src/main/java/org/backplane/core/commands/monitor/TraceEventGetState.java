package org.backplane.core.commands.monitor;

import java.util.List;
import java.util.Optional;
import org.backplane.api.Doc;
import org.backplane.api.Name;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.backplane.core.trace.TraceParts;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether parts log their details. A part of ours is what an event of tracing is for QEMU. */
@Component
@CommandName("trace-event-get-state")
@Doc("Whether parts log their details.")
@LeastRole(Role.OBSERVER)
public final class TraceEventGetState
        implements Command<TraceEventGetState.Arguments, List<TraceEventGetState.TraceEventInfo>> {
    public record Arguments(
            @Doc("The part's name, or a pattern with * and ?")
            String name,

            @Doc("A processor; no part logs for one alone") Optional<Long> vcpu) {}

    @Name("TraceEventInfo")
    public record TraceEventInfo(
            @Doc("The part's name") String name,
            @Doc("Whether it logs its details") TraceEventState state,
            @Doc("Whether it does so for each processor") boolean vcpu) {}

    /** Whether something is logged. */
    @Name("TraceEventState")
    public enum TraceEventState {
        UNAVAILABLE,
        DISABLED,
        ENABLED
    }

    private final TraceParts parts;

    @Activate
    public TraceEventGetState(@Reference TraceParts parts) {
        this.parts = parts;
    }

    @Override
    public List<TraceEventGetState.TraceEventInfo> run(TraceEventGetState.Arguments arguments, Call call) {
        return new PartPattern(arguments.name, arguments.vcpu)
                .among(parts.names()).stream().map(this::info).toList();
    }

    private TraceEventInfo info(String name) {
        return new TraceEventInfo(name, parts.isOn(name) ? TraceEventState.ENABLED : TraceEventState.DISABLED, false);
    }
}
