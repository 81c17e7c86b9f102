package org.backplane.core.schema;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.backplane.api.Name;
import org.backplane.api.Rest;
import org.jspecify.annotations.Nullable;

/**
 * What every command asks of its records and enums. To reflect takes far longer than to run most commands, so it is kept:
 * with the class itself, and gone with it.
 */
final class Shape {
    private static final Pattern HUMP = Pattern.compile("([a-z0-9])([A-Z])");

    private static final ClassValue<Shape> SHAPES = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            return new Shape(type);
        }
    };

    /** The names on the wire of an enum's constants, by those in Java. */
    private static final ClassValue<Map<String, String>> CONSTANTS = new ClassValue<>() {
        @Override
        protected Map<String, String> computeValue(Class<?> type) {
            return Arrays.stream(type.getFields())
                    .filter(Field::isEnumConstant)
                    .collect(Collectors.toMap(
                            Field::getName, field -> Shape.name(field.getAnnotation(Name.class), field.getName())));
        }
    };

    /**
     * A component of a record.
     *
     * @param name its name on the wire
     * @param isRest whether it takes what no other does
     */
    record Part(RecordComponent component, String name, boolean isRest, Method accessor) {
        private static Part of(RecordComponent component) {
            return new Part(
                    component,
                    Shape.name(component.getAnnotation(Name.class), component.getName()),
                    component.isAnnotationPresent(Rest.class),
                    open(component.getAccessor()));
        }

        Object of(Record record) {
            try {
                return accessor.invoke(record);
            } catch (InvocationTargetException e) {
                throw new IllegalStateException("cannot read " + component, e.getCause());
            } catch (IllegalAccessException e) {
                throw new IllegalStateException("cannot read " + component, e);
            }
        }
    }

    private final List<Part> parts;
    private final Constructor<?> constructor;

    private Shape(Class<?> type) {
        parts = Arrays.stream(type.getRecordComponents()).map(Part::of).toList();
        try {
            constructor = open(type.getDeclaredConstructor(
                    parts.stream().map(part -> part.component().getType()).toArray(Class<?>[]::new)));
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("every record has a constructor of its components", e);
        }
    }

    private static <T extends AccessibleObject> T open(T member) {
        member.setAccessible(true);
        return member;
    }

    /** The shape of a record. */
    static Shape of(Class<?> type) {
        return SHAPES.get(type);
    }

    /** The name on the wire of an enum's constant. */
    static String name(Enum<?> constant) {
        return Objects.requireNonNull(
                CONSTANTS.get(constant.getDeclaringClass()).get(constant.name()));
    }

    /** The name on the wire of what has a name in Java, and may have been given another one. */
    static String name(@Nullable Name given, String javaName) {
        return given == null ? kebab(javaName) : given.value();
    }

    private static String kebab(String name) {
        return HUMP.matcher(name).replaceAll("$1-$2").replace('_', '-').toLowerCase(Locale.ROOT);
    }

    /** Its components, in their order. */
    List<Part> parts() {
        return parts;
    }

    /** Makes a record of the values of its components. */
    Object construct(@Nullable Object[] values) throws ReflectiveOperationException {
        return constructor.newInstance(values);
    }
}
