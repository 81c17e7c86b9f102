package org.backplane.core.commands.machine;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.backplane.api.Doc;
import org.backplane.api.command.AllowedIn;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.backplane.api.phase.Phase;
import org.backplane.core.board.Vm;
import org.backplane.core.commands.machine.QueryStats.StatsProvider;
import org.backplane.core.commands.machine.QueryStats.StatsTarget;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What {@link QueryStats} can tell. */
@Component
@CommandName("query-stats-schemas")
@Doc("What 'query-stats' can tell of the processors that are there.")
@LeastRole(Role.OBSERVER)
@AllowedIn({Phase.MACHINE_INITIALIZED, Phase.MACHINE_READY})
public final class QueryStatsSchemas
        implements Command<QueryStatsSchemas.Request, List<QueryStatsSchemas.StatsSchema>> {
    public record Request(
            @Doc("Who is asked; everybody, if not given") Optional<StatsProvider> provider) {}

    public record StatsSchema(
            @Doc("Who counts") StatsProvider provider,
            @Doc("What about") StatsTarget target,
            @Doc("What") List<StatsSchemaValue> stats) {}

    public record StatsSchemaValue(
            @Doc("Its name") String name,
            @Doc("What kind of count it is") StatsType type,
            @Doc("It counts ones: 0") long exponent) {}

    /** The kinds of counts. */
    public enum StatsType {
        CUMULATIVE
    }

    private final Vm vm;

    @Activate
    public QueryStatsSchemas(@Reference Vm vm) {
        this.vm = vm;
    }

    @Override
    public List<StatsSchema> run(Request request, Call call) {
        var names = vm.processors().stream()
                .flatMap(processor -> processor.statistics().keySet().stream())
                .distinct()
                .map(name -> new StatsSchemaValue(name, StatsType.CUMULATIVE, 0))
                .toList();
        return Stream.of(new StatsSchema(StatsProvider.TRANSLATOR, StatsTarget.VCPU, names))
                .filter(schema -> !names.isEmpty())
                .filter(schema ->
                        request.provider().map(schema.provider()::equals).orElse(true))
                .toList();
    }
}
