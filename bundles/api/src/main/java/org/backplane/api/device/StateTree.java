package org.backplane.api.device;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The state of a device as a tree of plain data: maps by the names of fields, lists, strings, booleans, numbers and
 * {@code null}. It shares nothing with the state and knows none of its classes, so it outlives the bundle that they came
 * from: another version of the device takes it over, field by field.
 *
 * <p>A state consists of primitive types, strings, enums, arrays, and static nested classes of such fields with a
 * constructor that takes nothing.
 */
public final class StateTree {
    private final Map<String, Object> fields;

    private StateTree(Map<String, Object> fields) {
        this.fields = fields;
    }

    /**
     * Reads a state.
     *
     * @throws IllegalArgumentException if a field is no plain data; the message names it
     */
    public static StateTree of(Object state) {
        return new StateTree(fieldsOf(state));
    }

    /** The values by the names of fields; for inspection. */
    public Map<String, Object> fields() {
        return Collections.unmodifiableMap(fields);
    }

    /**
     * Overwrites the fields of a fresh state. One that the tree does not have under its name or a {@link Formerly}
     * earlier one keeps its value; what the state has no field for is dropped.
     *
     * @throws IllegalArgumentException if a value is not of its field's type any more; the message names the field
     */
    public void into(Object state) {
        write(fields, state);
    }

    // ---- reading

    private static Map<String, Object> fieldsOf(Object state) {
        var tree = new LinkedHashMap<String, Object>();
        for (var field : state.getClass().getDeclaredFields()) {
            if (isPart(field)) {
                tree.put(field.getName(), treeOf(get(field, state), field));
            }
        }
        return tree;
    }

    private static boolean isPart(Field field) {
        return !Modifier.isStatic(field.getModifiers()) && !field.isSynthetic();
    }

    private static @Nullable Object treeOf(@Nullable Object value, Field field) {
        return switch (value) {
            case null -> null;
            case Number number -> number;
            case Boolean flag -> flag;
            case Character character -> character;
            case String text -> text;
            case Enum<?> constant -> constant.name();
            case Object array when array.getClass().isArray() -> listOf(array, field);
            case Object part when isPlain(part.getClass()) -> fieldsOf(part);
            default -> throw new IllegalArgumentException("%s is no plain data".formatted(name(field)));
        };
    }

    private static Object listOf(Object array, Field field) {
        int length = Array.getLength(array);
        if (array.getClass().getComponentType().isPrimitive()) {
            var copy = Array.newInstance(array.getClass().getComponentType(), length);
            System.arraycopy(array, 0, copy, 0, length);
            return copy;
        }
        var list = new ArrayList<@Nullable Object>(length);
        for (int i = 0; i < length; i++) {
            list.add(treeOf(Array.get(array, i), field));
        }
        return list;
    }

    /** A nested class of a state: not a record, no class of a library, no lambda. */
    private static boolean isPlain(Class<?> type) {
        return type.isMemberClass() && Modifier.isStatic(type.getModifiers()) && !type.isRecord() && !type.isHidden();
    }

    // ---- writing

    private static void write(Map<?, ?> tree, Object state) {
        for (var field : state.getClass().getDeclaredFields()) {
            if (isPart(field)) {
                names(field)
                        .filter(tree::containsKey)
                        .findFirst()
                        .ifPresent(name -> set(field, state, valueOf(tree.get(name), field.getType(), field)));
            }
        }
    }

    private static Stream<String> names(Field field) {
        var formerly = field.getAnnotation(Formerly.class);
        return formerly == null
                ? Stream.of(field.getName())
                : Stream.concat(Stream.of(field.getName()), Stream.of(formerly.value()));
    }

    private static @Nullable Object valueOf(@Nullable Object tree, Class<?> type, Field field) {
        if (tree == null && !type.isPrimitive()) {
            return null;
        } else if (type.isPrimitive()) {
            return primitive(tree, type, field);
        } else if (type.isEnum() && tree instanceof String name) {
            return constant(name, type, field);
        } else if (type.isArray()) {
            return arrayOf(tree, type.getComponentType(), field);
        } else if (tree instanceof Map<?, ?> map && isPlain(type)) {
            var part = create(type, field);
            write(map, part);
            return part;
        } else if (type.isInstance(tree)) {
            return tree;
        }
        throw misfit(tree, type, field);
    }

    /** A number may have become wider, and narrower if it fits. */
    private static Object primitive(@Nullable Object tree, Class<?> type, Field field) {
        var single = Array.newInstance(type, 1);
        try {
            Array.set(single, 0, tree instanceof Number number ? fitting(number, type, field) : tree);
        } catch (IllegalArgumentException | NullPointerException e) {
            throw misfit(tree, type, field);
        }
        return Array.get(single, 0);
    }

    private static Number fitting(Number number, Class<?> type, Field field) {
        if (type == float.class || type == double.class || number instanceof Float || number instanceof Double) {
            return number;
        }
        long value = number.longValue();
        Supplier<IllegalArgumentException> unfit = () -> misfit(number, type, field);
        if (type == int.class) {
            return narrowed((int) value, value, unfit);
        } else if (type == short.class) {
            return narrowed((short) value, value, unfit);
        } else if (type == byte.class) {
            return narrowed((byte) value, value, unfit);
        }
        return value;
    }

    private static Number narrowed(Number narrow, long value, Supplier<IllegalArgumentException> unfit) {
        if (narrow.longValue() != value) {
            throw unfit.get();
        }
        return narrow;
    }

    private static Object constant(String name, Class<?> type, Field field) {
        return Stream.of(type.getEnumConstants())
                .filter(constant -> ((Enum<?>) constant).name().equals(name))
                .findFirst()
                .orElseThrow(() -> misfit(name, type, field));
    }

    private static Object arrayOf(@Nullable Object tree, Class<?> component, Field field) {
        if (tree instanceof List<?> list) {
            return arrayOf(list, component, field);
        } else if (tree == null || !tree.getClass().isArray()) {
            throw misfit(tree, component.arrayType(), field);
        }
        int length = Array.getLength(tree);
        var array = Array.newInstance(component, length);
        if (tree.getClass().getComponentType() == component) {
            System.arraycopy(tree, 0, array, 0, length);
        } else {
            for (int i = 0; i < length; i++) {
                Array.set(array, i, valueOf(Array.get(tree, i), component, field));
            }
        }
        return array;
    }

    private static Object arrayOf(List<?> list, Class<?> component, Field field) {
        var array = Array.newInstance(component, list.size());
        for (int i = 0; i < list.size(); i++) {
            Array.set(array, i, valueOf(list.get(i), component, field));
        }
        return array;
    }

    // ---- reflection

    private static Object create(Class<?> type, Field field) {
        try {
            var constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    "%s: %s cannot be made: %s".formatted(name(field), type.getSimpleName(), e), e);
        }
    }

    private static @Nullable Object get(Field field, Object state) {
        try {
            field.setAccessible(true);
            return field.get(state);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void set(Field field, Object state, @Nullable Object value) {
        try {
            field.setAccessible(true);
            field.set(state, value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("%s cannot be set: %s".formatted(name(field), e.getMessage()), e);
        }
    }

    private static IllegalArgumentException misfit(@Nullable Object tree, Class<?> type, Field field) {
        return new IllegalArgumentException("%s: expected %s, but the state has %s"
                .formatted(name(field), type.getSimpleName(), tree instanceof Map ? "a structure" : tree));
    }

    private static String name(Field field) {
        return "%s.%s".formatted(field.getDeclaringClass().getSimpleName(), field.getName());
    }
}
