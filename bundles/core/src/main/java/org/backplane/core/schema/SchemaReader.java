package org.backplane.core.schema;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.backplane.api.Alternate;
import org.backplane.api.DataSize;
import org.backplane.api.Default;
import org.backplane.api.Doc;
import org.backplane.api.Inline;
import org.backplane.api.Name;
import org.backplane.api.Range;
import org.backplane.api.RefersTo;
import org.backplane.api.Secret;
import org.backplane.api.VariantsOf;
import org.backplane.api.phase.Phase;
import org.backplane.api.schema.Schema;

/** Reads schemas off Java types; what is kept goes with a type's bundle. */
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
                Shape.of(type).parts().stream().map(SchemaReader::member).toList());
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

    private static Schema.Member member(Shape.Part part) {
        var component = part.component();
        var doc = component.getAnnotation(Doc.class);
        var defaultValue =
                Optional.ofNullable(component.getAnnotation(Default.class)).map(Default::value);
        return new Schema.Member(
                part.name(),
                memberType(component),
                component.getType() == Optional.class || defaultValue.isPresent() || part.isRest(),
                part.isRest(),
                defaultValue,
                doc == null ? "" : doc.value(),
                Optional.ofNullable(component.getAnnotation(RefersTo.class)).map(SchemaReader::reference),
                component.isAnnotationPresent(Inline.class));
    }

    private static Schema.Reference reference(RefersTo refersTo) {
        return new Schema.Reference(
                refersTo.value(),
                Optional.<Class<?>>of(refersTo.orTypeOf())
                        .filter(type -> type != void.class)
                        .map(Class::getName),
                phase(refersTo.from()));
    }

    private static Phase phase(String name) {
        return Stream.of(Phase.values())
                .filter(phase -> phase.wireName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no phase " + name));
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
                        .map(constant -> Shape.name((Enum<?>) constant))
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
                        .map(choice -> of(
                                Shape.of(choice).parts().getFirst().component().getGenericType()))
                        .toList());
    }

    private static Type argument(ParameterizedType type) {
        return type.getActualTypeArguments()[0];
    }

    private static String name(Class<?> type) {
        return Shape.name(type.getAnnotation(Name.class), type.getSimpleName());
    }
}
