package org.backplane.testkit.probe;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.Feed;
import org.backplane.api.command.Feeds;
import org.backplane.api.command.Request;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Stops the machine, and lets it run for a stretch of guest time. */
@Component
@CommandName("testkit-run-for")
@Doc("Stops the machine, and lets it run for a stretch of guest time.")
public final class RunFor implements Command<RunFor.Arguments, CompletionStage<QueryTime.Time>> {
    public record Arguments(@Doc("How long, in nanoseconds") long nanos) {}

    private final ProbeClock clock;
    private final Feeds feeds;

    @Activate
    public RunFor(@Reference ProbeClock clock, @Reference Feeds feeds) {
        this.clock = clock;
        this.feeds = feeds;
    }

    @Override
    public CompletionStage<QueryTime.Time> run(Arguments arguments, Call call) {
        var feed = feeds.open("testkit", _ -> {});
        return give(feed, "stop")
                .thenCompose(_ -> resumeUntil(arguments.nanos, feed))
                .thenCompose(_ -> give(feed, "stop"))
                .thenApply(_ -> new QueryTime.Time(clock.clock().now()))
                .whenComplete((_, _) -> feed.close());
    }

    /** Arms a timer on the main loop, where answers come, while the machine stands still: nobody else touches clocks then. */
    private CompletionStage<Void> resumeUntil(long nanos, Feed feed) {
        var over = new CompletableFuture<Void>();
        var machine = clock.clock();
        machine.timer(() -> over.complete(null)).at(machine.now() + nanos);
        return give(feed, "cont").thenCompose(_ -> over);
    }

    private static CompletionStage<Object> give(Feed feed, String command) {
        return feed.submit(Request.of(command, Map.of()));
    }
}
