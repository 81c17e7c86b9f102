package org.backplane.core.loop;

import java.util.Set;
import java.util.stream.Collectors;
import org.backplane.api.command.AdvancesTo.Moment;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandException.Kind;
import org.backplane.api.command.CommandInfo;
import org.backplane.api.phase.Phase;

/** Which command may be given in which phase, and where that leads. */
final class Permission {
    private Permission() {}

    /**
     * Checks that a command may be given.
     *
     * @throws CommandException if it comes too early or too late
     */
    static void check(CommandInfo command, Phase phase) {
        var allowed = command.allowedIn();
        if (!allowed.contains(phase)) {
            throw new CommandException(
                    Kind.WRONG_PHASE, refusal(command.name(), allowed, phase) + "; allowed in " + names(allowed));
        }
    }

    /** QEMU's own sentence: a command comes either too early or too late. */
    private static String refusal(String command, Set<Phase> allowed, Phase phase) {
        return allowed.stream().allMatch(one -> one.compareTo(phase) < 0)
                ? "The command is permitted only before machine initialization"
                : "The command '%s' is permitted only after machine initialization has completed".formatted(command);
    }

    private static String names(Set<Phase> phases) {
        return phases.stream().map(Phase::wireName).collect(Collectors.joining(", "));
    }

    /** The phase of the machine after a command. */
    static Phase after(CommandInfo command, Phase phase) {
        return command.advance()
                .filter(advance ->
                        advance.moment() == Moment.BY_ITSELF || advance.to().compareTo(phase) > 0)
                .map(CommandInfo.Advance::to)
                .orElse(phase);
    }
}
