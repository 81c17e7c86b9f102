package org.backplane.core.loop;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.backplane.api.command.AdvancesTo.Moment;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandInfo;
import org.backplane.api.command.Request;
import org.backplane.api.command.Role;
import org.backplane.core.journal.Journal;
import org.backplane.core.loop.CommandRegistry.Found;
import org.backplane.core.loop.MainLoop.LoopCall;
import org.backplane.core.repository.NotStarted;
import org.backplane.core.repository.Repository;
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

    private final MainLoop loop;
    private final Repository repository;
    private final CommandRegistry commands;
    private final Phases phases;
    private final Catalog catalog;
    private final Journal journal;

    @Activate
    public Dispatcher(
            @Reference MainLoop loop,
            @Reference Repository repository,
            @Reference CommandRegistry commands,
            @Reference Phases phases,
            @Reference Catalog catalog,
            @Reference Journal journal) {
        this.loop = loop;
        this.repository = repository;
        this.commands = commands;
        this.phases = phases;
        this.catalog = catalog;
        this.journal = journal;
        loop.executor(this::execute);
    }

    /** Runs a command. When it names what is not started, it is taken back, and runs again once that is started. */
    private @Nullable Object execute(Request request, LoopCall call) {
        Object result;
        try {
            result = attempt(request, call);
        } catch (NotStarted e) {
            return startAndRepeat(e, request, call);
        }
        return result instanceof CompletionStage<?> later ? watched(later, request, call) : result;
    }

    private CompletionStage<Object> watched(CompletionStage<?> later, Request request, LoopCall call) {
        return later.<Object>thenApply(answer -> answer)
                .exceptionallyComposeAsync(
                        failure -> NotStarted.in(failure)
                                .map(wanted -> startAndRepeat(wanted, request, call))
                                .orElseGet(() -> CompletableFuture.failedStage(failure)),
                        loop::post);
    }

    private CompletionStage<Object> startAndRepeat(NotStarted wanted, Request request, LoopCall call) {
        call.takeBack();
        return repository.start(wanted).thenComposeAsync(_ -> stage(execute(request, call)), loop::post);
    }

    private static CompletionStage<Object> stage(@Nullable Object result) {
        return result instanceof CompletionStage<?> later
                ? later.thenApply(answer -> answer)
                : CompletableFuture.completedStage(result);
    }

    private @Nullable Object attempt(Request request, LoopCall call) {
        var found = commands.require(request.command());
        Permission.check(found.info(), phases.phase());
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
}
