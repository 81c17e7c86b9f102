package org.backplane.testkit;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * Copies the state of a device as a swap does: field by field, by name, knowing only plain data. It shares nothing with
 * the original and refuses what would not survive a snapshot.
 */
final class States {
    private States() {}

    /**
     * Overwrites the fields of a fresh state.
     *
     * @throws AssertionError if a field is no plain data
     */
    static void copy(Object from, Object to) {
        for (var field : from.getClass().getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers()) && !field.isSynthetic()) {
                copy(field, from, to);
            }
        }
    }

    private static void copy(Field field, Object from, Object to) {
        try {
            field.setAccessible(true);
            field.set(to, copyOf(field.get(from), field));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(field + " cannot be copied", e);
        }
    }

    private static @Nullable Object copyOf(@Nullable Object value, Field field) throws ReflectiveOperationException {
        return switch (value) {
            case null -> null;
            case Number number -> number;
            case Boolean flag -> flag;
            case Character character -> character;
            case String text -> text;
            case Enum<?> constant -> constant;
            case Object array when array.getClass().isArray() -> copyOfArray(array, field);
            case Object other when isPlain(other.getClass()) -> copyOfObject(other);
            default -> throw new AssertionError("%s is no plain data".formatted(field));
        };
    }

    private static Object copyOfArray(Object array, Field field) throws ReflectiveOperationException {
        int length = Array.getLength(array);
        var copy = Array.newInstance(array.getClass().getComponentType(), length);
        for (int i = 0; i < length; i++) {
            Array.set(copy, i, copyOf(Array.get(array, i), field));
        }
        return copy;
    }

    /** A nested class of a state: not a record, no class of a library, no lambda. */
    private static boolean isPlain(Class<?> type) {
        return type.isMemberClass() && Modifier.isStatic(type.getModifiers()) && !type.isRecord() && !type.isHidden();
    }

    private static Object copyOfObject(Object original) throws ReflectiveOperationException {
        var constructor = original.getClass().getDeclaredConstructor();
        constructor.setAccessible(true);
        var copy = constructor.newInstance();
        copy(original, copy);
        return copy;
    }
}
