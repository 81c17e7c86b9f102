package org.backplane.core.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.backplane.api.command.Checked;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.Composite;
import org.backplane.api.command.Makes;
import org.backplane.api.command.Place;
import org.backplane.api.command.Rehearsal;
import org.backplane.api.command.Request;
import org.backplane.api.command.Request.Form;
import org.backplane.api.command.Unmakes;
import org.backplane.api.phase.Phase;
import org.backplane.api.schema.Schema;
import org.backplane.core.loop.CommandRegistry.Found;
import org.backplane.core.schema.Catalog;
import org.backplane.core.schema.References;
import org.backplane.core.schema.Trees;

/**
 * Commands one after the other, each checked as if those before had run as they were meant. Once something is unknown
 * that might have led to another phase, or made something, phases and names are no longer complained of.
 */
final class DryRun implements Rehearsal {

    /** How deep commands may stand for others. */
    private static final int DEEPEST = 16;

    /** A name of something that has to be there later on. */
    private record Due(Phase from, String kind, String name, Consumer<String> complain) {}

    private final CommandRegistry registry;
    private final Catalog catalog;
    private final Things things;
    private final boolean isThorough;
    private final List<Request> commands = new ArrayList<>();
    private final List<CommandException> errors = new ArrayList<>();
    private final List<Due> due = new ArrayList<>();
    private Phase phase;
    private boolean isCertain = true;
    private int depth;

    /**
     * A dry run that begins with what is there.
     *
     * @param isThorough whether commands are asked too, which may take longer than to run them
     */
    DryRun(CommandRegistry registry, Catalog catalog, Phase phase, Things things, boolean isThorough) {
        this.registry = registry;
        this.catalog = catalog;
        this.phase = phase;
        this.things = things;
        this.isThorough = isThorough;
    }

    @Override
    public Phase phase() {
        return phase;
    }

    @Override
    public List<Request> commands() {
        return List.copyOf(commands);
    }

    @Override
    public List<CommandException> errors() {
        return List.copyOf(errors);
    }

    /** Appends what a command stands for. */
    void add(Composite.Parts parts) {
        parts.problems().forEach(this::problem);
        parts.requests().forEach(this::add);
    }

    @Override
    public void problem(CommandException error) {
        error(error, Place.NONE);
        isCertain = false;
    }

    @Override
    public void add(Request request) {
        try {
            add(catalog.assemble(() -> registry.require(request.command())), request);
        } catch (CommandException e) {
            problem(e.at(request.place()));
        }
    }

    private void add(Found found, Request request) {
        boolean inPhase = checkPhase(found, request.place());
        var record = bind(found, request);
        var arguments = record.map(Trees::ofRecord).orElse(request.arguments());
        checkNames(found, arguments, request.place());
        change(found, arguments, request.place());
        if (inPhase) {
            phase = Permission.after(found.info(), phase);
            checkDue();
        }
        if (record.isPresent()) {
            ask(found, record.get(), request.place());
            expand(found, record.get(), new Request(request.command(), arguments, Form.TYPED, request.place()));
        }
    }

    private boolean checkPhase(Found found, Place place) {
        try {
            Permission.check(found.info(), phase);
            return true;
        } catch (CommandException e) {
            complain(e, place);
            return false;
        }
    }

    private Optional<Record> bind(Found found, Request request) {
        return check(
                request.place(),
                () -> catalog.assemble(() -> catalog.bind(found.arguments(), request.arguments(), request.form())));
    }

    private <T> Optional<T> check(Place place, Supplier<T> work) {
        try {
            return Optional.of(work.get());
        } catch (CommandException e) {
            all(e).forEach(each -> error(each, place));
            return Optional.empty();
        }
    }

    /** An error, and those that it has suppressed. */
    private static Stream<CommandException> all(Throwable error) {
        return Stream.concat(
                Stream.of(error).filter(CommandException.class::isInstance).map(CommandException.class::cast),
                Stream.of(error.getSuppressed()).flatMap(DryRun::all));
    }

    private void checkNames(Found found, Map<String, Object> arguments, Place place) {
        References.visit(catalog, found.info().arguments(), arguments, (reference, name, path) -> {
            if (isMadeOnTheWay(reference, name)) {
                return;
            }
            Consumer<String> complain = wrong -> complain(CommandException.badArgument(path, wrong), place);
            if (reference.from().compareTo(phase) > 0) {
                due.add(new Due(reference.from(), reference.kind(), name, complain));
            } else {
                things.missing(reference.kind(), name).ifPresent(complain);
            }
        });
    }

    private boolean isMadeOnTheWay(Schema.Reference reference, String name) {
        boolean isOne = reference
                .service()
                .filter(service -> catalog.offers(service, name))
                .isPresent();
        if (isOne && things.missing(reference.kind(), name).isPresent()) {
            things.add(reference.kind(), name, "");
        }
        return isOne;
    }

    /** What the command does to things. */
    private void change(Found found, Map<String, Object> arguments, Place place) {
        var type = found.command().getClass();
        var unmakes = type.getAnnotation(Unmakes.class);
        if (unmakes != null) {
            things.unmake(unmakes, arguments)
                    .ifPresent(wrong -> complain(CommandException.badArgument(unmakes.by(), wrong), place));
        }
        var makes = type.getAnnotation(Makes.class);
        if (makes != null) {
            things.make(makes, arguments)
                    .ifPresent(wrong -> complain(CommandException.badArgument(makes.by(), wrong), place));
        }
    }

    private void checkDue() {
        if (phase == Phase.NO_MACHINE) {
            due.clear();
        }
        var now = due.stream().filter(one -> one.from.compareTo(phase) <= 0).toList();
        due.removeAll(now);
        now.forEach(one -> things.missing(one.kind, one.name).ifPresent(one.complain));
    }

    private <A extends Record> void ask(Found found, A arguments, Place place) {
        if (isThorough && found.command() instanceof Checked<?> checked) {
            @SuppressWarnings("unchecked") // the record was made for this very command
            var its = (Checked<A>) checked;
            check(
                    place,
                    () -> catalog.assemble(() -> {
                        its.check(arguments);
                        return arguments;
                    }));
        }
    }

    private <A extends Record> void expand(Found found, A arguments, Request request) {
        if (found.command() instanceof Composite<?> composite) {
            @SuppressWarnings("unchecked") // the record was made for this very command
            var its = (Composite<A>) composite;
            inside(catalog.assemble(() -> its.parts(arguments, request.place())));
        } else {
            commands.add(request);
        }
    }

    private void inside(Composite.Parts parts) {
        if (depth == DEEPEST) {
            throw CommandException.failed(
                    "commands stand for others more than %d deep; does a file load itself?".formatted(DEEPEST));
        }
        depth++;
        add(parts);
        depth--;
    }

    private void error(CommandException error, Place place) {
        var placed = error.at(place);
        if (errors.stream().noneMatch(other -> other.message().equals(placed.message()))) {
            errors.add(placed);
        }
    }

    private void complain(CommandException error, Place place) {
        if (isCertain) {
            error(error, place);
        }
    }
}
