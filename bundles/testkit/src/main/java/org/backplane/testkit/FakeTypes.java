package org.backplane.testkit;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.backplane.api.NamedBy;
import org.backplane.api.command.CommandException;
import org.backplane.api.schema.Types;

/** Named services that are all there, in a map. */
public final class FakeTypes implements Types {
    private final Map<Class<?>, TreeMap<String, Object>> services = new HashMap<>();

    /** Adds a service, in the place of one of that name. */
    public <S> FakeTypes with(Class<S> type, String name, S service) {
        services.computeIfAbsent(type, _ -> new TreeMap<>()).put(name, service);
        return this;
    }

    /** Takes a service away. */
    public void without(Class<?> type, String name) {
        services.getOrDefault(type, new TreeMap<>()).remove(name);
    }

    @Override
    public SortedSet<String> names(Class<?> type) {
        return services.containsKey(type) ? services.get(type).navigableKeySet() : new TreeSet<>();
    }

    @Override
    public <S> Optional<S> find(Class<S> type, String name) {
        return Optional.ofNullable(services.get(type))
                .map(named -> named.get(name))
                .map(type::cast);
    }

    @Override
    public <S, T> T with(Class<S> type, String name, Function<S, T> use) {
        return find(type, name)
                .map(use)
                .orElseThrow(() -> CommandException.failed("%s '%s' not found; there is %s"
                        .formatted(type.getAnnotation(NamedBy.class).noun(), name, String.join(", ", names(type)))));
    }

    @Override
    public <T> T assemble(Supplier<T> work) {
        return work.get();
    }
}
