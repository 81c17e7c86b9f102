package org.backplane.transport.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.backplane.api.DataSize;
import org.backplane.api.schema.Records;
import org.backplane.api.schema.Schema;

/** Words schemas in JSON Schema, draft 7, as neutral trees. */
final class JsonSchemas {
    private static final String SIZE = "^(0[xX][0-9a-fA-F]+|[0-9]+)[bBkKmMgGtTpPeE]?$";

    private final Records records;
    private final Map<String, Object> template;

    /**
     * A writer of schemas.
     *
     * @param records knows the branches of open unions
     * @param template the schema of what may stand in place of any value
     */
    JsonSchemas(Records records, Map<String, Object> template) {
        this.records = records;
        this.template = template;
    }

    /** Names and values in turns, in that order. */
    static Map<String, Object> tree(Object... namesAndValues) {
        var tree = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            tree.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return tree;
    }

    /** The JSON Schema of a type. */
    Map<String, Object> of(Schema type) {
        return switch (type) {
            case Schema.Scalar scalar -> scalar(scalar);
            case Schema.Bounded(long min, long max) -> orTemplate(bounded(min, max));
            case Schema.Choice(var _, var values) -> orTemplate(tree("enum", values));
            case Schema.Array(var element) -> orTemplate(tree("type", "array", "items", of(element)));
            case Schema.Struct struct -> struct(struct, true);
            case Schema.Variants variants -> anyOf(variants(variants));
            case Schema.Alternates(var _, var choices) ->
                anyOf(choices.stream().map(this::of).toList());
            case Schema.Open open -> anyOf(branches(open).map(this::of).toList());
        };
    }

    /** The JSON Schema of an object to which somebody adds what the branches of its open union need. */
    Map<String, Object> ofPart(Schema.Struct struct) {
        return struct(struct, false);
    }

    private Map<String, Object> scalar(Schema.Scalar scalar) {
        return switch (scalar) {
            case STR, SECRET -> tree("type", "string");
            case BOOL -> orTemplate(tree("type", "boolean"));
            case INT -> orTemplate(tree("type", "integer"));
            case NUMBER -> orTemplate(tree("type", "number"));
            case SIZE -> anyOf(List.of(bounded(0, Long.MAX_VALUE), tree("type", "string", "pattern", SIZE), template));
            case ANY -> tree();
        };
    }

    private static Map<String, Object> bounded(long min, long max) {
        var integer = new LinkedHashMap<String, Object>();
        integer.put("type", "integer");
        if (min != Long.MIN_VALUE) {
            integer.put("minimum", min);
        }
        if (max != Long.MAX_VALUE) {
            integer.put("maximum", max);
        }
        return integer;
    }

    private Map<String, Object> orTemplate(Map<String, Object> type) {
        return anyOf(List.of(type, template));
    }

    private static Map<String, Object> anyOf(List<Map<String, Object>> choices) {
        return choices.size() == 1 ? choices.getFirst() : tree("anyOf", choices);
    }

    private List<Map<String, Object>> variants(Schema.Variants variants) {
        return variants.branches().stream()
                .map(branch -> object(
                        Stream.concat(
                                        Stream.of(constant(variants.tag(), branch.name(), "")),
                                        properties(branch.members(), true))
                                .toList(),
                        false))
                .toList();
    }

    /** A property of an object. */
    private record Property(String name, Map<String, Object> type, boolean required) {}

    private Map<String, Object> struct(Schema.Struct struct, boolean complete) {
        return struct.members().stream()
                .filter(member -> member.type() instanceof Schema.Open)
                .findFirst()
                .map(member -> union(struct, member, (Schema.Open) member.type(), complete))
                .orElseGet(() -> object(
                        properties(struct.members(), true).toList(),
                        struct.members().stream().anyMatch(Schema.Member::rest)));
    }

    /** An object for each branch, and one for when a template gives the branch. */
    private Map<String, Object> union(Schema.Struct struct, Schema.Member member, Schema.Open open, boolean complete) {
        var others = struct.members().stream()
                .filter(other -> !other.equals(member) && !other.name().equals(open.tag()))
                .toList();
        var doc = struct.member(open.tag()).map(Schema.Member::doc).orElse("");
        var choices = new ArrayList<Map<String, Object>>();
        records.branches(open).forEach((name, branch) -> {
            var own = member.rest()
                    ? properties(branch.members(), complete)
                    : Stream.of(new Property(member.name(), struct(branch, complete), !member.optional() && complete));
            var all = Stream.of(Stream.of(constant(open.tag(), name, doc)), properties(others, true), own);
            choices.add(object(all.flatMap(part -> part).toList(), false));
        });
        choices.add(object(
                Stream.concat(Stream.of(new Property(open.tag(), template, true)), properties(others, true))
                        .toList(),
                true));
        return tree("anyOf", List.copyOf(choices));
    }

    /** The names that a member may have which is the tag of an open union; empty if it is none. */
    Optional<Schema> tagOf(Schema.Struct struct, String name) {
        return struct.members().stream()
                .filter(member ->
                        member.type() instanceof Schema.Open open && open.tag().equals(name))
                .map(member -> records.branches((Schema.Open) member.type()).keySet())
                .<Schema>map(names -> new Schema.Choice(name, List.copyOf(names)))
                .findFirst();
    }

    private Stream<Schema> branches(Schema.Open open) {
        return records.branches(open).values().stream().map(branch -> branch);
    }

    private static Property constant(String name, String value, String doc) {
        var type = new LinkedHashMap<String, Object>();
        type.put("const", value);
        if (!doc.isEmpty()) {
            type.put("description", doc);
        }
        return new Property(name, type, true);
    }

    private Stream<Property> properties(List<Schema.Member> members, boolean complete) {
        return members.stream()
                .filter(member -> !member.rest())
                .map(member -> new Property(member.name(), described(member), complete && !member.optional()));
    }

    private Map<String, Object> described(Schema.Member member) {
        var type = new LinkedHashMap<>(of(member.type()));
        if (!member.doc().isEmpty()) {
            type.put("description", member.doc());
        }
        member.defaultValue().flatMap(word -> defaultValue(member.type(), word)).ifPresent(put(type));
        return type;
    }

    private static Consumer<Object> put(Map<String, Object> type) {
        return value -> type.put("default", value);
    }

    /** A default is written as on a command line; a file has it typed. */
    private static Optional<Object> defaultValue(Schema type, String word) {
        return switch (type) {
            case Schema.Scalar.BOOL ->
                Optional.of(List.of("on", "yes", "true", "y").contains(word));
            case Schema.Scalar.INT -> Optional.of(Long.decode(word));
            case Schema.Bounded _ -> Optional.of(Long.decode(word));
            case Schema.Scalar.NUMBER -> Optional.of(Double.valueOf(word));
            case Schema.Scalar.STR -> Optional.of(word);
            case Schema.Choice _ -> Optional.of(word);
            case Schema.Scalar.SIZE -> Optional.of(DataSize.parse(word).toString());
            default -> Optional.empty();
        };
    }

    private static Map<String, Object> object(List<Property> properties, boolean more) {
        var byName = new LinkedHashMap<String, Object>();
        properties.forEach(property -> byName.put(property.name, property.type));
        var object = new LinkedHashMap<String, Object>();
        object.put("type", "object");
        object.put("properties", byName);
        var required = properties.stream()
                .filter(Property::required)
                .map(Property::name)
                .toList();
        if (!required.isEmpty()) {
            object.put("required", required);
        }
        if (!more) {
            object.put("additionalProperties", false);
        }
        return object;
    }
}
