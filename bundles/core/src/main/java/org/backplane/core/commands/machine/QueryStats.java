package org.backplane.core.commands.machine;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.Doc;
import org.backplane.api.command.AllowedIn;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.backplane.api.phase.Phase;
import org.backplane.core.board.Vm;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What has been counted. Processors count what their translators do; nobody counts for the machine as a whole. */
@Component
@CommandName("query-stats")
@Doc("What has been counted since the processors were made.")
@LeastRole(Role.OBSERVER)
@AllowedIn({Phase.MACHINE_INITIALIZED, Phase.MACHINE_READY})
public final class QueryStats implements Command<QueryStats.StatsFilter, List<QueryStats.StatsResult>> {

    /** What counts are about. */
    public enum StatsTarget {
        VM,
        VCPU
    }

    /** Who counts; there is no KVM here, whose name QEMU's clients give. */
    public enum StatsProvider {
        KVM,
        TRANSLATOR
    }

    public record StatsFilter(
            @Doc("What the counts are to be about") StatsTarget target,
            @Doc("Who is asked; everybody, if not given") Optional<List<StatsRequest>> providers,

            @Doc("The paths of the processors; all of them, if not given")
            Optional<List<String>> vcpus) {}

    public record StatsRequest(
            @Doc("Who is asked") StatsProvider provider,
            @Doc("What for; everything, if not given") Optional<List<String>> names) {}

    public record StatsResult(
            @Doc("Who counted") StatsProvider provider,
            @Doc("Where it was counted") Optional<String> qomPath,
            @Doc("The counts") List<Stats> stats) {}

    public record Stats(
            @Doc("Its name") String name, @Doc("The count") long value) {}

    private final Vm vm;

    @Activate
    public QueryStats(@Reference Vm vm) {
        this.vm = vm;
    }

    @Override
    public List<StatsResult> run(StatsFilter filter, Call call) {
        if (filter.target() == StatsTarget.VM) {
            if (filter.vcpus().isPresent()) {
                throw CommandException.badArgument("vcpus", "Parameter 'vcpus' is unexpected");
            }
            return List.of();
        }
        return vm.processors().stream()
                .filter(processor -> filter.vcpus()
                        .map(paths -> paths.contains(processor.path()))
                        .orElse(true))
                .flatMap(processor -> result(processor, filter).stream())
                .toList();
    }

    private static Optional<StatsResult> result(Vm.Processor processor, StatsFilter filter) {
        var stats = counts(processor.statistics(), filter);
        return stats.isEmpty()
                ? Optional.empty()
                : Optional.of(new StatsResult(StatsProvider.TRANSLATOR, Optional.of(processor.path()), stats));
    }

    private static List<Stats> counts(Map<String, Long> statistics, StatsFilter filter) {
        return statistics.entrySet().stream()
                .filter(count -> filter.providers()
                        .map(asked -> asksFor(count.getKey(), asked))
                        .orElse(true))
                .map(count -> new Stats(count.getKey(), count.getValue()))
                .toList();
    }

    private static boolean asksFor(String name, List<StatsRequest> asked) {
        return asked.stream()
                .filter(request -> request.provider() == StatsProvider.TRANSLATOR)
                .anyMatch(request ->
                        request.names().map(names -> names.contains(name)).orElse(true));
    }
}
