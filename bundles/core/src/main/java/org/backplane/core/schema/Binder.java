package org.backplane.core.schema;

import static org.backplane.api.command.CommandException.badArgument;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.backplane.api.Alternate;
import org.backplane.api.DataSize;
import org.backplane.api.Default;
import org.backplane.api.Range;
import org.backplane.api.Secret;
import org.backplane.api.VariantsOf;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.Request.Form;
import org.backplane.api.schema.Schema;
import org.backplane.core.repository.NotStarted;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of neutral trees, strictly and with QMP's error texts: nothing is missing, nothing is unexpected,
 * nothing is converted that was not written in {@link Form#WORDS}.
 */
public final class Binder {
    private final Form form;
    private final BiFunction<Class<?>, String, Class<? extends Record>> branches;

    /**
     * A binder for values of one form.
     *
     * @param branches finds the properties record of a named service of the given type; throws a CommandException
     *     if there is none
     */
    public Binder(Form form, BiFunction<Class<?>, String, Class<? extends Record>> branches) {
        this.form = form;
        this.branches = branches;
    }

    /**
     * Makes a record.
     *
     * @throws CommandException if the tree does not fit; its path leads to the member. Further errors are those that it
     *     suppresses
     */
    public <T extends Record> T bind(Class<T> type, Map<String, Object> tree) {
        return bind(type, tree, List.of());
    }

    private <T extends Record> T bind(Class<T> type, Map<String, Object> given, List<String> path) {
        var parts = Shape.of(type).parts();
        var tree = form == Form.WORDS ? Wording.unfold(parts, given) : given;
        var unused = new LinkedHashSet<>(tree.keySet());
        var values = new @Nullable Object[parts.size()];
        var errors = new Errors();
        for (int i = 0; i < values.length; i++) {
            int index = i;
            if (!parts.get(i).isRest()) {
                errors.collect(() -> values[index] = member(parts.get(index), tree, path));
                unused.remove(parts.get(i).name());
            }
        }
        for (int i = 0; i < values.length; i++) {
            int index = i;
            if (parts.get(i).isRest()) {
                errors.collect(() -> values[index] = rest(parts.get(index).component(), tree, unused, path));
                unused.clear();
            }
        }
        for (var name : unused) {
            errors.add(badArgument(
                    join(path, name), "Parameter '%s' is unexpected%s".formatted(dotted(path, name), known(parts))));
        }
        errors.throwFirst();
        return construct(type, values, path);
    }

    private static String known(List<Shape.Part> parts) {
        var names = parts.stream().map(Shape.Part::name).toList();
        return names.isEmpty() ? "; none is expected" : "; expected: " + String.join(", ", names);
    }

    private Object member(Shape.Part part, Map<String, Object> tree, List<String> path) {
        var component = part.component();
        var name = part.name();
        var value = tree.get(name);
        var inner = value instanceof Wording.Gathered ? path : join(path, name); // where the user has written it
        value = tree.containsKey(name) ? value(component, value, inner) : absent(component, name, path);
        var variants = component.getAnnotation(VariantsOf.class);
        return variants == null ? value : branch(variants, tree, map(value, inner), inner, path);
    }

    private Object absent(RecordComponent component, String name, List<String> path) {
        if (component.getType() == Optional.class) {
            return Optional.empty();
        }
        var defaultValue = component.getAnnotation(Default.class);
        if (defaultValue == null) {
            throw badArgument(join(path, name), "Parameter '%s' is missing".formatted(dotted(path, name)));
        }
        if (component.getType() == Map.class) {
            return Map.of();
        } else if (component.getType() == List.class) {
            return List.of();
        }
        return new Binder(Form.WORDS, branches)
                .value(component.getGenericType(), defaultValue.value(), join(path, name));
    }

    private Map<String, Object> rest(
            RecordComponent component, Map<String, Object> tree, Set<String> names, List<String> path) {
        var rest = new LinkedHashMap<String, Object>();
        names.forEach(name -> rest.put(name, tree.get(name)));
        var variants = component.getAnnotation(VariantsOf.class);
        return variants == null ? rest : branch(variants, tree, rest, path, path);
    }

    /** Checks the members of an open union by its branch, and passes them on in typed form. */
    private Map<String, Object> branch(
            VariantsOf variants,
            Map<String, Object> tree,
            Map<String, Object> members,
            List<String> path,
            List<String> tagPath) {
        var tag = (String) value(String.class, tree.get(variants.tag()), join(tagPath, variants.tag()));
        Class<? extends Record> type;
        try {
            type = branches.apply(variants.value(), tag);
        } catch (CommandException e) {
            throw badArgument(join(tagPath, variants.tag()), e.message());
        } catch (NotStarted e) {
            throw e.inside(join(tagPath, variants.tag()));
        }
        return Trees.ofRecord(bind(type, members, path));
    }

    private Object value(RecordComponent component, @Nullable Object value, List<String> path) {
        var range = component.getAnnotation(Range.class);
        if (range == null) {
            return value(component.getGenericType(), value, path);
        }
        long number = integer(value, path, range.min(), range.max());
        return component.getType() == int.class ? (Object) Math.toIntExact(number) : (Object) number;
    }

    private Object value(Type type, @Nullable Object value, List<String> path) {
        return switch (type) {
            case ParameterizedType p
            when p.getRawType() == Optional.class -> Optional.of(value(p.getActualTypeArguments()[0], value, path));
            case ParameterizedType p
            when p.getRawType() == List.class -> list(p.getActualTypeArguments()[0], value, path);
            case ParameterizedType p when p.getRawType() == Map.class -> map(value, path);
            case Class<?> c when c == DataSize.class -> size(value, path);
            case Class<?> c when c == Secret.class -> secret(value, path);
            case Class<?> c when c.isRecord() -> bind(c.asSubclass(Record.class), map(value, path), path);
            case Class<?> c when c.isEnum() -> choice(c, value, path);
            case Class<?> c when c.isSealed() && c.isAnnotationPresent(Alternate.class) -> alternate(c, value, path);
            case Class<?> c when c.isSealed() -> variant(c, map(value, path), path);
            case Class<?> c -> scalar(c, value, path);
            default -> throw new IllegalArgumentException("no schema for " + type);
        };
    }

    private Object scalar(Class<?> type, @Nullable Object value, List<String> path) {
        if (type == Object.class) {
            return Objects.requireNonNullElse(value, Optional.empty());
        } else if (type == String.class) {
            if (value instanceof String) {
                return value;
            }
            throw wrongType(path, "string");
        } else if (type == boolean.class || type == Boolean.class) {
            return bool(value, path);
        } else if (type == int.class || type == Integer.class) {
            return (int) integer(value, path, Integer.MIN_VALUE, Integer.MAX_VALUE);
        } else if (type == long.class || type == Long.class) {
            return integer(value, path, Long.MIN_VALUE, Long.MAX_VALUE);
        } else if (type == double.class || type == Double.class) {
            return number(value, path);
        }
        throw new IllegalArgumentException("no schema for " + type);
    }

    private boolean bool(@Nullable Object value, List<String> path) {
        if (value instanceof Boolean bool) {
            return bool;
        }
        if (form == Form.WORDS && value instanceof String word) {
            return switch (word) {
                case "on", "yes", "true", "y" -> true;
                case "off", "no", "false", "n" -> false;
                default -> throw badArgument(path, "Parameter '%s' expects 'on' or 'off'".formatted(dotted(path)));
            };
        }
        throw wrongType(path, "boolean");
    }

    private long integer(@Nullable Object value, List<String> path, long min, long max) {
        var number = wholeNumber(value, path);
        if (number.compareTo(BigInteger.valueOf(min)) < 0 || number.compareTo(BigInteger.valueOf(max)) > 0) {
            throw badArgument(
                    path, "Parameter '%s' expects an integer from %d to %d".formatted(dotted(path), min, max));
        }
        return number.longValueExact();
    }

    private BigInteger wholeNumber(@Nullable Object value, List<String> path) {
        if (value instanceof BigInteger big) {
            return big;
        } else if (value instanceof Long || value instanceof Integer) {
            return BigInteger.valueOf(((Number) value).longValue());
        } else if (form == Form.WORDS && value instanceof String word) {
            try {
                return word.startsWith("0x") ? new BigInteger(word.substring(2), 16) : new BigInteger(word);
            } catch (NumberFormatException e) {
                throw badArgument(path, "Parameter '%s' expects an integer, not '%s'".formatted(dotted(path), word));
            }
        }
        throw wrongType(path, "integer");
    }

    private double number(@Nullable Object value, List<String> path) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        if (form == Form.WORDS && value instanceof String word) {
            try {
                return Double.parseDouble(word);
            } catch (NumberFormatException e) {
                throw badArgument(path, "Parameter '%s' expects a number, not '%s'".formatted(dotted(path), word));
            }
        }
        throw wrongType(path, "number");
    }

    private DataSize size(@Nullable Object value, List<String> path) {
        try {
            return switch (value) {
                case String word -> DataSize.parse(word);
                case null -> throw wrongType(path, "size");
                default -> DataSize.parse(wholeNumber(value, path).toString());
            };
        } catch (IllegalArgumentException e) {
            throw badArgument(path, "Parameter '%s': %s, not '%s'".formatted(dotted(path), e.getMessage(), value));
        }
    }

    private Secret secret(@Nullable Object value, List<String> path) {
        return value instanceof Secret secret ? secret : new Secret((String) scalar(String.class, value, path));
    }

    private List<Object> list(Type element, @Nullable Object value, List<String> path) {
        if (!(value instanceof List<?> items)) {
            throw wrongType(path, "array");
        }
        var list = new ArrayList<Object>();
        for (int i = 0; i < items.size(); i++) {
            list.add(value(element, items.get(i), join(path, Integer.toString(i))));
        }
        return List.copyOf(list);
    }

    @SuppressWarnings("unchecked") // keys of neutral trees are strings
    private static Map<String, Object> map(@Nullable Object value, List<String> path) {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw wrongType(path, "object");
    }

    private Object choice(Class<?> type, @Nullable Object value, List<String> path) {
        var word = (String) scalar(String.class, value, path);
        for (var constant : type.getEnumConstants()) {
            if (Shape.name((Enum<?>) constant).equals(word)) {
                return constant;
            }
        }
        var names = Arrays.stream(type.getEnumConstants())
                .map(constant -> Shape.name((Enum<?>) constant))
                .toList();
        throw badArgument(
                path,
                "Parameter '%s' does not accept value '%s'; expected: %s"
                        .formatted(dotted(path), word, String.join(", ", names)));
    }

    private Object variant(Class<?> type, Map<String, Object> tree, List<String> path) {
        var tag = value(String.class, tree.get("type"), join(path, "type"));
        var members = new LinkedHashMap<>(tree);
        members.remove("type");
        for (var branch : type.getPermittedSubclasses()) {
            if (SchemaReader.struct(branch).name().equals(tag)) {
                return bind(branch.asSubclass(Record.class), members, path);
            }
        }
        throw badArgument(
                join(path, "type"), "Parameter '%s' does not accept value '%s'".formatted(dotted(path, "type"), tag));
    }

    private Object alternate(Class<?> type, @Nullable Object value, List<String> path) {
        for (var choice : type.getPermittedSubclasses()) {
            var component = Shape.of(choice).parts().getFirst().component();
            try {
                var bound = value(component, value, path);
                return construct(choice.asSubclass(Record.class), new Object[] {bound}, path);
            } catch (CommandException e) {
                if (!e.path().equals(path)) {
                    throw e;
                }
            }
        }
        throw wrongType(path, SchemaReader.of(type) instanceof Schema.Alternates a ? a.name() : "");
    }

    private static <T extends Record> T construct(Class<T> type, @Nullable Object[] values, List<String> path) {
        try {
            return type.cast(Shape.of(type).construct(values));
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw badArgument(path, Objects.requireNonNullElse(refused.getMessage(), "not accepted"));
            }
            throw new IllegalStateException(type + " cannot be made", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " cannot be made", e);
        }
    }

    /** What is wrong with the members of one record. */
    private static final class Errors {
        private final List<CommandException> all = new ArrayList<>();

        void collect(Runnable action) {
            try {
                action.run();
            } catch (CommandException e) {
                add(e);
            }
        }

        /** One will do for a member: what depends on it would only repeat that it is wrong. */
        void add(CommandException error) {
            if (all.stream().noneMatch(other -> other.path().equals(error.path()))) {
                all.add(error);
            }
        }

        void throwFirst() {
            if (!all.isEmpty()) {
                var first = all.getFirst();
                all.stream().skip(1).forEach(first::addSuppressed);
                throw first;
            }
        }
    }

    private static CommandException wrongType(List<String> path, String expected) {
        return badArgument(path, "Invalid parameter type for '%s', expected: %s".formatted(dotted(path), expected));
    }

    private static List<String> join(List<String> path, String name) {
        var longer = new ArrayList<>(path);
        longer.add(name);
        return longer;
    }

    private static String dotted(List<String> path, String... more) {
        var words = new ArrayList<>(path);
        words.addAll(List.of(more));
        return String.join(".", words);
    }
}
