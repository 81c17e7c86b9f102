package org.backplane.core.loop;

import java.util.concurrent.CompletionStage;
import org.backplane.api.command.AdvancesTo.Moment;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandInfo;
import org.backplane.api.command.Request;
import org.backplane.api.command.Role;
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
        loop.executor(this::execute);
    }

    private @Nullable Object execute(Request request, LoopCall call) {
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
