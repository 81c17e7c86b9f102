package org.backplane.core.schema;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.backplane.api.NamedBy;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandException.Kind;
import org.backplane.api.command.Request.Form;
import org.backplane.api.schema.Records;
import org.backplane.api.schema.Schema;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * What is there to be used by name at this moment: machine types, devices, CPUs, back ends. It asks the service
 * registry every time and keeps nothing, so what leaves is gone at once.
 */
@Component(service = {Catalog.class, Records.class})
public final class Catalog implements Records {
    private final BundleContext context;

    @Activate
    public Catalog(BundleContext context) {
        this.context = context;
    }

    /** The names of all services of a type that has {@link NamedBy}. */
    public SortedSet<String> names(Class<?> type) {
        var names = new TreeSet<String>();
        references(type).forEach(reference -> name(type, reference).ifPresent(names::add));
        return names;
    }

    /**
     * Lets a function work with the best service of that name. It is not given back to the registry: what it made (an
     * open terminal, a device) lives on, and a component without users would be deactivated under it. It goes with its
     * bundle.
     *
     * @throws CommandException if there is none; it lists those that there are
     */
    public <S, T> T with(Class<S> type, String name, Function<S, T> use) {
        return references(type).stream()
                .filter(reference -> name(type, reference).equals(Optional.of(name)))
                .max(Comparator.naturalOrder())
                .flatMap(reference -> Optional.ofNullable(context.getService(reference)))
                .map(use)
                .orElseThrow(() -> notFound(type, name));
    }

    /** The properties record of a named service: the first type argument of its service type. */
    public Class<? extends Record> properties(Class<?> type, String name) {
        return with(type, name, service -> Records.propertiesOf(service, type));
    }

    /**
     * The branches of an open union: what each service of a type takes, by its name.
     *
     * @param service the name of the service type, as {@link Schema.Open} has it
     */
    public SortedMap<String, Schema.Struct> branches(String service) {
        var branches = new TreeMap<String, Schema.Struct>();
        for (var reference : references(service)) {
            var type = typeOf(service, reference);
            name(type, reference).ifPresent(name -> branches.put(name, schema(properties(type, name))));
        }
        return branches;
    }

    /** A provider knows the type of its service, whoever else does. */
    private static Class<?> typeOf(String service, ServiceReference<?> reference) {
        try {
            return reference.getBundle().loadClass(service);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(reference + " is no " + service, e);
        }
    }

    private List<ServiceReference<?>> references(String service) {
        try {
            var references = context.getServiceReferences(service, null);
            return references == null ? List.of() : List.of(references);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("no filter was given", e);
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

    private static Optional<String> name(Class<?> type, ServiceReference<?> reference) {
        return Optional.ofNullable((String) reference.getProperty(naming(type).value()));
    }

    private CommandException notFound(Class<?> type, String name) {
        var names = names(type);
        var naming = naming(type);
        var unknown = naming.unknown().isEmpty() ? naming.noun() + " '%s' not found" : naming.unknown();
        return new CommandException(
                Kind.FAILED,
                unknown.formatted(name) + "; there is " + (names.isEmpty() ? "none" : String.join(", ", names)));
    }

    private static NamedBy naming(Class<?> type) {
        var naming = type.getAnnotation(NamedBy.class);
        if (naming == null) {
            throw new IllegalArgumentException(type + " has no names");
        }
        return naming;
    }
}
