package org.backplane.core.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.backplane.api.command.AdvancesTo.Moment;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandException.Kind;
import org.backplane.api.command.CommandInfo;
import org.backplane.api.command.Request;
import org.backplane.api.command.Role;
import org.backplane.api.phase.Phase;
import org.backplane.core.journal.Journal;
import org.backplane.core.loop.CommandRegistry.Found;
import org.backplane.core.loop.MainLoop.LoopCall;
import org.backplane.core.schema.Catalog;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one command: is it known, is it allowed now, do its arguments fit, what phase must the machine be in. */
@Component(service = Dispatcher.class, immediate = true)
public final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private final CommandRegistry commands;
    private final Phases phases;
    private final Catalog catalog;
    private final Journal journal;

    @Activate
    public Dispatcher(
            @Reference MainLoop loop,
            @Reference CommandRegistry commands,
            @Reference Phases phases,
            @Reference Catalog catalog,
            @Reference Journal journal) {
        this.commands = commands;
        this.phases = phases;
        this.catalog = catalog;
        this.journal = journal;
        loop.commands(this::execute, this::check);
    }

    private @Nullable Object execute(Request request, LoopCall call) {
        var found = find(request);
        checkPhase(found.info(), phases.phase());
        var arguments = bind(found, request);
        LOG.debug("{}: {}", call.origin(), arguments); // as a record: in that a secret is not shown
        advance(found.info(), Moment.BEFORE, call);
        var result = run(found.command(), arguments, call);
        advance(found.info(), Moment.AFTER, call);
        return recorded(found, arguments, call, result);
    }

    /** A command for observers changes nothing; of any other it is written down when it is done. */
    private @Nullable Object recorded(Found found, Record arguments, LoopCall call, @Nullable Object result) {
        if (found.info().leastRole() == Role.OBSERVER) {
            return result;
        } else if (result instanceof CompletionStage<?> later) {
            return later.thenApply(answer -> {
                record(found, arguments, call);
                return answer;
            });
        }
        record(found, arguments, call);
        return result;
    }

    private void record(Found found, Record arguments, LoopCall call) {
        call.undo(
                journal.done(call.origin(), found.info().name(), found.command().getClass(), arguments));
    }

    /** Finds what is wrong with commands, as far as it can be known before they run. */
    private List<CommandException> check(List<Request> requests) {
        var errors = new ArrayList<CommandException>();
        var phase = phases.phase();
        for (var request : requests) {
            try {
                var found = find(request);
                checkPhase(found.info(), phase);
                phase = phaseAfter(found.info(), phase); // even if it does not fit: the next one is checked as meant
                bind(found, request);
            } catch (CommandException e) {
                errors.add(e.at(request.place()));
            }
        }
        return errors;
    }

    private Found find(Request request) {
        return commands.find(request.command())
                .orElseThrow(() -> new CommandException(
                        Kind.COMMAND_NOT_FOUND, "The command %s has not been found".formatted(request.command())));
    }

    private Record bind(Found found, Request request) {
        return catalog.bind(found.arguments(), request.arguments(), request.form());
    }

    private void advance(CommandInfo command, Moment moment, LoopCall call) {
        command.advance().filter(advance -> advance.moment() == moment).ifPresent(advance -> {
            var from = phases.phase();
            call.undo(() -> phases.retreat(from));
            phases.advance(advance.to());
        });
    }

    @SuppressWarnings("unchecked") // the record was made for this very command
    private static <A extends Record> @Nullable Object run(Command<A, ?> command, Record arguments, LoopCall call) {
        return command.run((A) arguments, call);
    }

    private static Phase phaseAfter(CommandInfo command, Phase phase) {
        return command.advance()
                .map(CommandInfo.Advance::to)
                .filter(to -> to.compareTo(phase) > 0)
                .orElse(phase);
    }

    private static void checkPhase(CommandInfo command, Phase phase) {
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
}
