package org.backplane.core.schema;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.backplane.api.Alternate;
import org.backplane.api.DataSize;
import org.backplane.api.Default;
import org.backplane.api.Doc;
import org.backplane.api.Name;
import org.backplane.api.Range;
import org.backplane.api.Rest;
import org.backplane.api.Secret;
import org.backplane.api.VariantsOf;
import org.backplane.api.schema.Schema;

/** Reads schemas off Java types; nothing is kept, so that a type's bundle can go. */
public final class SchemaReader {
    private SchemaReader() {}

    /**
     * The schema of a type.
     *
     * @throws IllegalArgumentException if values of that type have no schema
     */
    public static Schema of(Type type) {
        return switch (type) {
            case Class<?> c when c.isRecord() && c != DataSize.class && c != Secret.class -> struct(c);
            case Class<?> c when c.isEnum() -> choice(c);
            case Class<?> c when c.isSealed() && c.isAnnotationPresent(Alternate.class) -> alternates(c);
            case Class<?> c when c.isSealed() -> variants(c);
            case Class<?> c -> scalar(c);
            case ParameterizedType p when p.getRawType() == List.class -> new Schema.Array(of(argument(p)));
            case ParameterizedType p when p.getRawType() == Map.class -> Schema.Scalar.ANY;
            case ParameterizedType p when p.getRawType() == Optional.class -> of(argument(p));
            case ParameterizedType p
            when p.getRawType() instanceof Class<?> raw && CompletionStage.class.isAssignableFrom(raw) ->
                of(argument(p));
            default -> throw new IllegalArgumentException("no schema for " + type);
        };
    }

    /** The schema of a record. */
    public static Schema.Struct struct(Class<?> type) {
        return new Schema.Struct(
                name(type),
                Arrays.stream(type.getRecordComponents())
                        .map(SchemaReader::member)
                        .toList());
    }

    /** The name on the wire of a record component. */
    static String name(RecordComponent component) {
        return name(component, component.getName());
    }

    /** The name on the wire of an enum constant. */
    static String name(Enum<?> constant) {
        try {
            var name = constant.getDeclaringClass().getField(constant.name()).getAnnotation(Name.class);
            return name == null ? kebab(constant.name()) : name.value();
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("every constant of an enum is a field of it", e);
        }
    }

    private static Schema scalar(Class<?> type) {
        if (type == String.class) {
            return Schema.Scalar.STR;
        } else if (type == boolean.class || type == Boolean.class) {
            return Schema.Scalar.BOOL;
        } else if (type == int.class || type == Integer.class) {
            return new Schema.Bounded(Integer.MIN_VALUE, Integer.MAX_VALUE);
        } else if (type == long.class || type == Long.class) {
            return Schema.Scalar.INT;
        } else if (type == double.class || type == Double.class) {
            return Schema.Scalar.NUMBER;
        } else if (type == DataSize.class) {
            return Schema.Scalar.SIZE;
        } else if (type == Secret.class) {
            return Schema.Scalar.SECRET;
        } else if (type == Object.class) {
            return Schema.Scalar.ANY;
        }
        throw new IllegalArgumentException("no schema for " + type);
    }

    private static Schema.Member member(RecordComponent component) {
        var doc = component.getAnnotation(Doc.class);
        var defaultValue =
                Optional.ofNullable(component.getAnnotation(Default.class)).map(Default::value);
        boolean rest = component.isAnnotationPresent(Rest.class);
        return new Schema.Member(
                name(component),
                memberType(component),
                component.getType() == Optional.class || defaultValue.isPresent() || rest,
                rest,
                defaultValue,
                doc == null ? "" : doc.value());
    }

    private static Schema memberType(RecordComponent component) {
        var variants = component.getAnnotation(VariantsOf.class);
        if (variants != null) {
            return new Schema.Open(variants.value().getName(), variants.tag());
        }
        var range = component.getAnnotation(Range.class);
        return range == null ? of(component.getGenericType()) : new Schema.Bounded(range.min(), range.max());
    }

    private static Schema.Choice choice(Class<?> type) {
        return new Schema.Choice(
                name(type),
                Arrays.stream(type.getEnumConstants())
                        .map(constant -> name((Enum<?>) constant))
                        .toList());
    }

    private static Schema.Variants variants(Class<?> type) {
        return new Schema.Variants(
                name(type),
                "type",
                Arrays.stream(type.getPermittedSubclasses())
                        .map(SchemaReader::struct)
                        .toList());
    }

    private static Schema.Alternates alternates(Class<?> type) {
        return new Schema.Alternates(
                name(type),
                Arrays.stream(type.getPermittedSubclasses())
                        .map(choice -> of(choice.getRecordComponents()[0].getGenericType()))
                        .toList());
    }

    private static Type argument(ParameterizedType type) {
        return type.getActualTypeArguments()[0];
    }

    private static String name(Class<?> type) {
        return name(type, type.getSimpleName());
    }

    private static String name(AnnotatedElement element, String javaName) {
        var name = element.getAnnotation(Name.class);
        return name == null ? kebab(javaName) : name.value();
    }

    private static String kebab(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").replace('_', '-').toLowerCase(Locale.ROOT);
    }
}
