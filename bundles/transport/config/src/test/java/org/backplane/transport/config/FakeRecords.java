package org.backplane.transport.config;

import static org.backplane.api.command.CommandException.badArgument;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.backplane.api.Default;
import org.backplane.api.Rest;
import org.backplane.api.command.Request.Form;
import org.backplane.api.schema.Records;
import org.backplane.api.schema.Schema;
import org.jspecify.annotations.Nullable;

/** Reads flat records of strings and booleans, as the sections have. */
final class FakeRecords implements Records {

    @Override
    public Schema.Struct schema(Class<? extends Record> type) {
        return new Schema.Struct(
                type.getSimpleName(),
                Arrays.stream(type.getRecordComponents())
                        .map(component -> new Schema.Member(
                                wireName(component), Schema.Scalar.ANY, false, false, Optional.empty(), ""))
                        .toList());
    }

    @Override
    public SortedMap<String, Schema.Struct> branches(Schema.Open union) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T extends Record> T bind(Class<T> type, Map<String, Object> tree, Form form) {
        var rest = new LinkedHashMap<>(tree);
        var components = type.getRecordComponents();
        var values = new @Nullable Object[components.length];
        for (int i = 0; i < components.length; i++) {
            if (!components[i].isAnnotationPresent(Rest.class)) {
                values[i] = value(components[i], rest);
            }
        }
        for (int i = 0; i < components.length; i++) {
            if (components[i].isAnnotationPresent(Rest.class)) {
                values[i] = Map.copyOf(rest);
                rest.clear();
            }
        }
        for (var name : rest.keySet()) {
            throw badArgument(name, "Parameter '%s' is unexpected".formatted(name));
        }
        return construct(type, values);
    }

    private static Object value(RecordComponent component, Map<String, Object> tree) {
        var name = wireName(component);
        boolean given = tree.containsKey(name);
        var value = tree.remove(name);
        if (component.getType() == Optional.class) {
            return Optional.ofNullable(value);
        } else if (!given && component.isAnnotationPresent(Default.class)) {
            return false;
        } else if (!given) {
            throw badArgument(name, "Parameter '%s' is missing".formatted(name));
        } else if (value == null || !accepts(component.getType(), value)) {
            throw badArgument(name, "Invalid parameter type for '%s'".formatted(name));
        }
        return value;
    }

    private static boolean accepts(Class<?> type, Object value) {
        return type.isInstance(value) || (type == boolean.class && value instanceof Boolean);
    }

    private static String wireName(RecordComponent component) {
        return Set.of("readOnly").contains(component.getName()) ? "read-only" : component.getName();
    }

    private static <T extends Record> T construct(Class<T> type, @Nullable Object[] values) {
        try {
            var types = Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new);
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The only member of a list. */
    static <T> T only(List<T> list) {
        if (list.size() != 1) {
            throw new AssertionError("expected one of " + list);
        }
        return list.getFirst();
    }
}
