package org.backplane.core.commands;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandInfo;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.Commands;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.backplane.api.phase.Phase;
import org.backplane.api.phase.RunState;
import org.backplane.core.loop.RunStates;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The phases of a machine, the run states, and what leads from one to the next. */
@Component
@CommandName("query-phases")
@Doc("The phases of a machine, the run states, and what leads from one to the next.")
@LeastRole(Role.OBSERVER)
public final class QueryPhases implements Command<Command.None, QueryPhases.Phases> {

    public record Phases(
            @Doc("The phase the machine is in") Phase phase,
            @Doc("All phases, in order") List<PhaseInfo> phases,

            @Doc("All run states of a machine that is ready")
            List<RunStateInfo> runStates,

            @Doc("All commands") List<CommandPhases> commands) {}

    public record PhaseInfo(
            @Doc("Its name") Phase name,
            @Doc("Where it may lead") List<Phase> next) {}

    public record RunStateInfo(
            @Doc("Its name") RunState name,
            @Doc("Where it may lead") List<RunState> next) {}

    public record CommandPhases(
            @Doc("Its name") String name,
            @Doc("The phases it is allowed in") List<Phase> allowedIn,
            @Doc("The phase that it brings the machine to") Optional<Phase> advancesTo) {}

    private final org.backplane.core.loop.Phases phases;
    private final Commands commands;

    @Activate
    public QueryPhases(@Reference org.backplane.core.loop.Phases phases, @Reference Commands commands) {
        this.phases = phases;
        this.commands = commands;
    }

    @Override
    public QueryPhases.Phases run(Command.None arguments, Call call) {
        return new Phases(
                phases.phase(),
                Arrays.stream(Phase.values())
                        .map(phase -> new PhaseInfo(phase, allowed(phase)))
                        .toList(),
                Arrays.stream(RunState.values())
                        .map(state -> new RunStateInfo(state, sorted(RunStates.next(state))))
                        .toList(),
                commands.names().stream()
                        .flatMap(name -> commands.command(name).stream())
                        .map(QueryPhases::commandInfo)
                        .toList());
    }

    private static List<Phase> allowed(Phase phase) {
        return Arrays.stream(Phase.values())
                .filter(next -> next.compareTo(phase) < 0 || isNext(phase, next))
                .toList();
    }

    private static boolean isNext(Phase phase, Phase next) {
        return next != Phase.NO_MACHINE && next.previous() == phase;
    }

    private static <E extends Enum<E>> List<E> sorted(Set<E> set) {
        return set.stream().sorted().toList();
    }

    private static CommandPhases commandInfo(CommandInfo command) {
        return new CommandPhases(
                command.name(), sorted(command.allowedIn()), command.advance().map(CommandInfo.Advance::to));
    }
}
