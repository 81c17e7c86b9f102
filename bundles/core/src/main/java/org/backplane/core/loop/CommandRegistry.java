package org.backplane.core.loop;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.backplane.api.Doc;
import org.backplane.api.command.AdvancesTo;
import org.backplane.api.command.AllowedIn;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandException.Kind;
import org.backplane.api.command.CommandInfo;
import org.backplane.api.command.Commands;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.backplane.api.phase.Phase;
import org.backplane.core.repository.CommandOption;
import org.backplane.core.repository.NotStarted;
import org.backplane.core.repository.Repository;
import org.backplane.core.schema.SchemaReader;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commands in the service registry, by name. A command's class is loaded when somebody wants to see or run it, and
 * goes with its bundle.
 */
@Component(service = {CommandRegistry.class, Commands.class})
public final class CommandRegistry implements Commands {

    private static final Logger LOG = LoggerFactory.getLogger(CommandRegistry.class);

    /** A command that was found: what it looks like, and itself. */
    record Found(CommandInfo info, Class<? extends Record> arguments, Command<?, ?> command) {}

    private final BundleContext context;
    private final Repository repository;
    private final Map<String, NavigableSet<ServiceReference<Command<?, ?>>>> references = new ConcurrentSkipListMap<>();
    private final Map<ServiceReference<Command<?, ?>>, Found> found = new ConcurrentHashMap<>();

    @Activate
    public CommandRegistry(BundleContext context, @Reference Repository repository) {
        this.context = context;
        this.repository = repository;
    }

    @Reference(service = Command.class, cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addCommand(ServiceReference<Command<?, ?>> reference) {
        references.compute(name(reference), (_, same) -> {
            var more = same == null ? new ConcurrentSkipListSet<ServiceReference<Command<?, ?>>>() : same;
            more.add(reference);
            return more;
        });
    }

    void removeCommand(ServiceReference<Command<?, ?>> reference) {
        references.computeIfPresent(name(reference), (_, same) -> {
            same.remove(reference);
            return same.isEmpty() ? null : same;
        });
        found.remove(reference);
    }

    @Override
    public SortedSet<String> names() {
        return new TreeSet<>(references.keySet());
    }

    @Override
    public Optional<CommandInfo> command(String name) {
        return find(name).map(Found::info);
    }

    @Override
    public Optional<CommandInfo> option(String option) {
        return all().filter(reference -> optionNames(reference).contains(option))
                .max(ServiceReference::compareTo)
                .flatMap(this::find)
                .map(Found::info)
                .or(() -> notStarted(known -> known.options().contains(option)).findFirst());
    }

    @Override
    public List<CommandInfo> options() {
        var started = all().filter(reference -> !optionNames(reference).isEmpty())
                .flatMap(reference -> find(reference).stream())
                .map(Found::info);
        return Stream.concat(started, notStarted(_ -> true)).toList();
    }

    /** What commands look like whose bundles are not started. */
    private Stream<CommandInfo> notStarted(Predicate<CommandOption> wanted) {
        return repository.options().stream()
                .filter(option -> wanted.test(option) && !references.containsKey(option.command()))
                .flatMap(option -> inspect(option).stream());
    }

    private Optional<CommandInfo> inspect(CommandOption option) {
        try {
            return Optional.of(repository.inspect(
                    Command.class, option.command(), type -> info(option.command(), type, option.options())));
        } catch (NotStarted | IllegalStateException e) {
            LOG.debug("{} cannot be described", option, e);
            return Optional.empty();
        }
    }

    /** The best command of that name. */
    Optional<Found> find(String name) {
        var same = references.get(name);
        return same == null
                ? Optional.empty()
                : same.reversed().stream().findFirst().flatMap(this::find);
    }

    private Stream<ServiceReference<Command<?, ?>>> all() {
        return references.values().stream().flatMap(Set::stream);
    }

    /**
     * The best command of that name.
     *
     * @throws CommandException if there is none
     * @throws NotStarted if a bundle that is not started may have it
     */
    Found require(String name) {
        var found = find(name);
        if (found.isEmpty()) {
            repository.miss(Command.class, name);
        }
        return found.orElseThrow(() ->
                new CommandException(Kind.COMMAND_NOT_FOUND, "The command %s has not been found".formatted(name)));
    }

    /** What was found is kept, unless the command goes meanwhile. */
    private Optional<Found> find(ServiceReference<Command<?, ?>> reference) {
        var before = found.get(reference);
        if (before != null) {
            return Optional.of(before);
        }
        var now = Optional.ofNullable(context.getService(reference)).map(command -> found(reference, command));
        now.ifPresent(command -> found.put(reference, command));
        if (all().noneMatch(reference::equals)) {
            found.remove(reference);
        }
        return now;
    }

    private static Found found(ServiceReference<Command<?, ?>> reference, Command<?, ?> command) {
        var type = command.getClass();
        return new Found(info(name(reference), type, optionNames(reference)), arguments(signature(type)), command);
    }

    private static CommandInfo info(String name, Class<?> type, List<String> options) {
        var doc = type.getAnnotation(Doc.class);
        var allowed = type.getAnnotation(AllowedIn.class);
        var advances = type.getAnnotation(AdvancesTo.class);
        var least = type.getAnnotation(LeastRole.class);
        var signature = signature(type);
        return new CommandInfo(
                name,
                doc == null ? "" : doc.value(),
                SchemaReader.struct(arguments(signature)),
                SchemaReader.of(signature[1]),
                allowed == null ? EnumSet.allOf(Phase.class) : EnumSet.copyOf(Arrays.asList(allowed.value())),
                Optional.ofNullable(advances).map(to -> new CommandInfo.Advance(to.value(), to.moment())),
                least == null ? Role.OPERATOR : least.value(),
                options);
    }

    private static Class<? extends Record> arguments(Type[] signature) {
        return ((Class<?>) signature[0]).asSubclass(Record.class);
    }

    private static Type[] signature(Class<?> type) {
        for (var implemented : type.getGenericInterfaces()) {
            if (implemented instanceof ParameterizedType p && p.getRawType() == Command.class) {
                return p.getActualTypeArguments();
            }
        }
        throw new IllegalStateException(type + " does not implement Command<A, R> itself");
    }

    private static String name(ServiceReference<?> reference) {
        return (String) Optional.ofNullable(reference.getProperty("backplane.command.name"))
                .orElse("");
    }

    private static List<String> optionNames(ServiceReference<?> reference) {
        return strings(reference.getProperty("backplane.cli.option"));
    }

    private static List<String> strings(@Nullable Object property) {
        return switch (property) {
            case String[] many -> List.of(many);
            case String one -> List.of(one);
            case null, default -> List.of();
        };
    }

    /** The commands' names and providers; for inspection. */
    Map<String, String> providers() {
        var providers = new java.util.TreeMap<String, String>();
        all().forEach(reference -> providers.put(name(reference), String.valueOf(reference.getBundle())));
        return providers;
    }
}
