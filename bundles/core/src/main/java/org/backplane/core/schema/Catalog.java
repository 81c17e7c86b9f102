package org.backplane.core.schema;

import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandException.Kind;
import org.backplane.api.command.Request.Form;
import org.backplane.api.schema.Records;
import org.backplane.api.schema.Schema;
import org.backplane.api.schema.Types;
import org.backplane.core.repository.Naming;
import org.backplane.core.repository.NotStarted;
import org.backplane.core.repository.Repository;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * What can be used by name: machine types, devices, CPUs, back ends. It asks the service registry every time and keeps
 * nothing, so what leaves is gone at once. What is not started, and could be, is {@link NotStarted}.
 */
@Component(service = {Catalog.class, Records.class, Types.class})
public final class Catalog implements Records, Types {
    private final BundleContext context;
    private final Repository repository;

    @Activate
    public Catalog(BundleContext context, @Reference Repository repository) {
        this.context = context;
        this.repository = repository;
    }

    @Override
    public SortedSet<String> names(Class<?> type) {
        var names = new TreeSet<>(repository.names(type));
        references(type).forEach(reference -> Naming.of(type).name(reference).ifPresent(names::add));
        return names;
    }

    /**
     * Lets a function work with the best service of that name. It is not given back to the registry: what it made (an
     * open terminal, a device) lives on, and a component without users would be deactivated under it. It goes with its
     * bundle.
     *
     * @throws CommandException if there is none; it lists those that there are
     * @throws NotStarted if a bundle that is not started may offer one
     */
    @Override
    public <S, T> T with(Class<S> type, String name, Function<S, T> use) {
        return find(type, name).map(use).orElseThrow(() -> notFound(type, name));
    }

    @Override
    public <S> Optional<S> find(Class<S> type, String name) {
        var found = started(type, name);
        if (found.isEmpty()) {
            repository.miss(type, name);
        }
        return found;
    }

    private <S> Optional<S> started(Class<S> type, String name) {
        var naming = Naming.of(type);
        return allReferences(type.getName())
                .filter(reference -> naming.name(reference).equals(Optional.of(name)))
                .filter(reference -> reference.isAssignableTo(context.getBundle(), type.getName()))
                .max(Comparator.naturalOrder())
                .flatMap(reference -> Optional.ofNullable(context.getService(reference)))
                .map(type::cast);
    }

    /** Also those of others' classes of that name: to tell is dear, and all but one of them have another name. */
    private Stream<ServiceReference<?>> allReferences(String type) {
        try {
            var references = context.getAllServiceReferences(type, null);
            return references == null ? Stream.empty() : Stream.of(references);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("no filter was given", e);
        }
    }

    @Override
    public <T> T assemble(Supplier<T> work) {
        while (true) {
            try {
                return work.get();
            } catch (NotStarted e) {
                join(repository.start(e));
            }
        }
    }

    private static void join(CompletionStage<?> stage) {
        try {
            stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof CommandException refused ? refused : e;
        }
    }

    /** The properties record of a named service: the first type argument of its service type. */
    public Class<? extends Record> properties(Class<?> type, String name) {
        return with(type, name, service -> Records.propertiesOf(service, type));
    }

    /**
     * The branches of an open union: what each service of a type takes, by its name.
     *
     * @param service the name of the service type, as {@link Schema.Open} has it
     * @throws NotStarted if a bundle must be started to say that
     */
    public SortedMap<String, Schema.Struct> branches(String service) {
        var branches = new TreeMap<String, Schema.Struct>();
        typeOf(service).ifPresent(type -> {
            repository
                    .names(type)
                    .forEach(name -> branches.put(name, repository.inspect(type, name, found -> branch(found, type))));
            references(type)
                    .forEach(reference -> Naming.of(type)
                            .name(reference)
                            .ifPresent(name -> branches.put(name, schema(properties(type, name)))));
        });
        return branches;
    }

    private Schema.Struct branch(Class<?> service, Class<?> type) {
        return schema(Records.propertiesOf(service, type));
    }

    /** The branch of an open union that a name chooses; none while its bundle is not started. */
    Optional<Schema.Struct> branch(Schema.Open union, String name) {
        return typeOf(union.service())
                .flatMap(type -> started(type, name).map(service -> branch(service.getClass(), type)));
    }

    /** Whether there is a service of a name, or could be one. */
    public boolean offers(String service, String name) {
        return typeOf(service).filter(type -> names(type).contains(name)).isPresent();
    }

    /** A type that core knows, or that the bundle of a service of it knows. */
    private Optional<Class<?>> typeOf(String service) {
        var reference = allReferences(service)
                .filter(any -> any.isAssignableTo(context.getBundle(), service))
                .findFirst();
        try {
            return Optional.of(
                    reference.isEmpty()
                            ? Catalog.class.getClassLoader().loadClass(service)
                            : reference.get().getBundle().loadClass(service));
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
    }

    @Override
    public Schema.Struct schema(Class<? extends Record> type) {
        return SchemaReader.struct(type);
    }

    @Override
    public SortedMap<String, Schema.Struct> branches(Schema.Open union) {
        return branches(union.service());
    }

    @Override
    public <T extends Record> T bind(Class<T> type, Map<String, Object> tree, Form form) {
        return new Binder(form, this::properties).bind(type, tree);
    }

    private <S> Collection<ServiceReference<S>> references(Class<S> type) {
        try {
            return context.getServiceReferences(type, null);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("no filter was given", e);
        }
    }

    private CommandException notFound(Class<?> type, String name) {
        var names = names(type);
        return new CommandException(
                Kind.FAILED,
                Naming.of(type).unknown().formatted(name)
                        + "; there is "
                        + (names.isEmpty() ? "none" : String.join(", ", names)));
    }
}
