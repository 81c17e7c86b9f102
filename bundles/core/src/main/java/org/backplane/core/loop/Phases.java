package org.backplane.core.loop;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.backplane.api.command.CommandException;
import org.backplane.api.event.EventName;
import org.backplane.api.event.Events;
import org.backplane.api.machine.Board;
import org.backplane.api.phase.Phase;
import org.backplane.api.phase.PhaseHandler;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the machine has come. A step forward runs the handlers of the phase that is entered; when one fails, those
 * that ran are undone and the phase stays. A step back undoes what the steps forward did. On the main loop only.
 */
@Component(service = Phases.class)
public final class Phases {
    private static final Logger LOG = LoggerFactory.getLogger(Phases.class);

    /** The machine is in another phase now. */
    @EventName("PHASE_CHANGED")
    public record PhaseChanged(Phase from, Phase to) {}

    private final Function<Phase, List<PhaseHandler>> handlers;
    private final Events events;
    /** What was done to enter each phase, last first; it undoes even if its service has gone by then. */
    private final Map<Phase, Deque<PhaseHandler>> done = new EnumMap<>(Phase.class);

    private volatile Phase phase = Phase.NO_MACHINE;
    private @Nullable Board board;

    @Activate
    public Phases(BundleContext context, @Reference Events events) {
        this(entered -> handlers(context, entered), events);
    }

    /** Phases whose handlers come from elsewhere. */
    Phases(Function<Phase, List<PhaseHandler>> handlers, Events events) {
        this.handlers = handlers;
        this.events = events;
    }

    /** Where the machine is; from any thread. */
    public Phase phase() {
        return phase;
    }

    /** Says which board the handlers work on, from now until the machine is destroyed. */
    public void board(@Nullable Board board) {
        this.board = board;
    }

    /**
     * Brings the machine to a phase, unless it is there or further already.
     *
     * @throws CommandException if a step fails; the machine is in the phase before that step
     */
    public void advance(Phase target) {
        while (phase.compareTo(target) < 0) {
            enter(phase.next());
        }
    }

    /** Takes the machine back to a phase, unless it is there or has not come so far. */
    public void retreat(Phase target) {
        while (phase.compareTo(target) > 0) {
            var left = phase;
            undo(left);
            change(left.previous());
        }
    }

    private void enter(Phase next) {
        var on = board;
        if (on == null) {
            throw CommandException.failed("There is no machine; machine-create makes one");
        }
        for (var handler : handlers.apply(next)) {
            enter(next, handler, on);
        }
        change(next);
    }

    private void enter(Phase next, PhaseHandler handler, Board on) {
        try {
            handler.enter(on);
            done.computeIfAbsent(next, _ -> new ArrayDeque<>()).push(handler);
        } catch (RuntimeException | LinkageError e) {
            undo(next);
            throw e;
        }
    }

    private void undo(Phase left) {
        var on = board;
        var handlers = done.remove(left);
        if (handlers == null || on == null) {
            return;
        }
        for (var handler : handlers) {
            try {
                handler.undo(on);
            } catch (RuntimeException | LinkageError e) {
                LOG.error("{} could not undo {}", handler, left.wireName(), e);
            }
        }
    }

    private void change(Phase next) {
        var from = phase;
        phase = next;
        events.emit(new PhaseChanged(from, next));
    }

    private static List<PhaseHandler> handlers(BundleContext context, Phase entered) {
        Collection<ServiceReference<PhaseHandler>> references;
        try {
            references = context.getServiceReferences(
                    PhaseHandler.class, "(backplane.enters.phase=%s)".formatted(entered.name()));
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("a phase's name is no filter", e);
        }
        return references.stream()
                .sorted(Comparator.reverseOrder())
                .flatMap(reference -> Stream.ofNullable(context.getService(reference)))
                .toList();
    }
}
