package org.backplane.testkit.probe;

import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Tells guest time. */
@Component
@CommandName("testkit-time")
@Doc("Guest time, which stands still while the machine does.")
public final class QueryTime implements Command<Command.None, QueryTime.Time> {
    public record Time(@Doc("Nanoseconds of guest time") long nanos) {}

    private final ProbeClock clock;

    @Activate
    public QueryTime(@Reference ProbeClock clock) {
        this.clock = clock;
    }

    @Override
    public Time run(None arguments, Call call) {
        return new Time(clock.clock().now());
    }
}
