package org.backplane.core.board;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.backplane.api.command.CommandException;
import org.backplane.api.schema.Schema;

/**
 * One object of the tree as it is at this moment: read off what exists, kept by nobody.
 *
 * @param type the name of its type
 * @param properties its properties by name, without {@code type}
 * @param children the objects below it by name
 * @param setter how its properties are changed
 */
public record ObjectNode(
        String type, Map<String, Property> properties, Map<String, ObjectNode> children, Setter setter) {

    /**
     * One property.
     *
     * @param type the name of its type, in QEMU's spelling: {@code str}, {@code uint32}
     * @param value its value as a neutral tree
     */
    public record Property(String type, Object value) {}

    /** Changes properties of an object. */
    @FunctionalInterface
    public interface Setter {
        /**
         * Changes one that there is.
         *
         * @return takes it back
         * @throws CommandException if that property cannot be changed, or not so
         */
        Runnable set(String property, Object value);

        /** Whether it also gives that property a value that has none. */
        default boolean takes(String property) {
            return false;
        }
    }

    /** An object none of whose properties can be changed. */
    ObjectNode(String type, Map<String, Property> properties, Map<String, ObjectNode> children) {
        this(type, properties, children, (property, _) -> {
            throw notWritable(type, property);
        });
    }

    static CommandException notWritable(String type, String property) {
        return CommandException.badArgument("property", "Property '%s.%s' is not writable".formatted(type, property));
    }

    /** An object that only holds others. */
    static ObjectNode container(Map<String, ObjectNode> children) {
        return new ObjectNode("container", Map.of(), children);
    }

    /** The properties of a record that was turned into a tree; an absent string is empty, other absences are left out. */
    static Map<String, Property> properties(Schema.Struct schema, Map<String, Object> values) {
        var properties = new LinkedHashMap<String, Property>();
        for (var member : schema.members()) {
            var value = values.get(member.name());
            if (value != null && member.type() != Schema.Scalar.SECRET) { // nobody is shown a secret
                properties.put(member.name(), new Property(typeName(member.type()), value));
            } else if (member.type() == Schema.Scalar.STR) {
                properties.put(member.name(), new Property("str", ""));
            }
        }
        return properties;
    }

    /** The name of a type of properties. */
    public static String typeName(Schema schema) {
        return switch (schema) {
            case Schema.Scalar scalar -> scalar.typeName();
            case Schema.Bounded(var min, var max) -> integerType(min, max);
            case Schema.Choice choice -> choice.name();
            case Schema.Array(var element) -> "list<%s>".formatted(typeName(element));
            case Schema.Struct struct -> struct.name();
            case Schema.Variants variants -> variants.name();
            case Schema.Alternates alternates -> alternates.name();
            case Schema.Open _ -> "any";
        };
    }

    private static String integerType(long min, long max) {
        for (int bits : List.of(8, 16, 32)) {
            if (min >= 0 && max < 1L << bits) {
                return "uint" + bits;
            }
        }
        return min >= Integer.MIN_VALUE && max <= Integer.MAX_VALUE ? "int32" : "int64";
    }
}
