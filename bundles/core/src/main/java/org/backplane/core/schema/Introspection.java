package org.backplane.core.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.backplane.api.command.CommandInfo;
import org.backplane.api.schema.Schema;

/**
 * Describes commands, events and their types as QEMU's query-qmp-schema does (qapi/introspect.json of QEMU). Types have
 * numbers for names, in the order of their first use; types that look the same are one.
 */
public final class Introspection {
    private static final Schema.Struct NOTHING = new Schema.Struct("", List.of());
    private static final List<String> BUILTINS = List.of("str", "int", "number", "bool", "any");
    private static final Map<String, String> JSON_TYPES =
            Map.of("str", "string", "int", "int", "number", "number", "bool", "boolean", "any", "value");

    /** A type of an open union's branch, wrapped into an object with that one member. */
    private record Wrapped(String member, boolean optional, Schema content) {}

    private final Function<String, SortedMap<String, Schema.Struct>> findBranches;
    /** The branches found, by service. */
    private final Map<String, SortedMap<String, Schema.Struct>> branches = new HashMap<>();

    private final List<Map<String, Object>> commands = new ArrayList<>();
    private final List<Map<String, Object>> types = new ArrayList<>();
    private final Map<Object, String> names = new HashMap<>();

    /**
     * An empty description.
     *
     * @param findBranches finds the branches of the open union over the services of the given type, by their names;
     *     asked once for each type
     */
    public Introspection(Function<String, SortedMap<String, Schema.Struct>> findBranches) {
        this.findBranches = findBranches;
    }

    /** Adds a command. */
    public void add(CommandInfo command) {
        var info = info(command.name(), "command");
        info.put("arg-type", name(command.arguments()));
        info.put("ret-type", name(command.result()));
        commands.add(info);
    }

    /** Adds an event. */
    public void add(String event, Schema.Struct data) {
        var info = info(event, "event");
        info.put("arg-type", name(data));
        commands.add(info);
    }

    /** All that was added, and the types it needs. */
    public List<Map<String, Object>> infos() {
        var infos = new ArrayList<>(commands);
        infos.addAll(types);
        for (var builtin : BUILTINS) {
            var info = info(builtin, "builtin");
            info.put("json-type", JSON_TYPES.get(builtin));
            infos.add(info);
        }
        return infos;
    }

    private static Map<String, Object> info(String name, String metaType) {
        var info = new LinkedHashMap<String, Object>();
        info.put("name", name);
        info.put("meta-type", metaType);
        return info;
    }

    private String name(Schema type) {
        return switch (type) {
            case Schema.Scalar.SIZE -> "int";
            case Schema.Bounded _ -> "int";
            case Schema.Scalar.SECRET -> "str";
            case Schema.Scalar scalar -> scalar.typeName();
            case Schema.Array(var element) -> array(name(element));
            case Schema.Choice(var _, var values) -> choice(values);
            case Schema.Struct struct
            when struct.members().isEmpty() -> named(NOTHING, "object", info -> info.put("members", List.of()));
            case Schema.Struct struct -> named(struct, "object", info -> describe(struct, info));
            case Schema.Variants variants -> named(variants, "object", info -> describe(variants, info));
            case Schema.Alternates alternates -> named(alternates, "alternate", info -> describe(alternates, info));
            case Schema.Open _ -> "any";
        };
    }

    /** The name of a type; described when it is first used. */
    private String named(Object key, String metaType, Consumer<Map<String, Object>> describe) {
        var known = names.get(key);
        if (known != null) {
            return known;
        }
        var name = Integer.toString(names.size());
        names.put(key, name);
        var info = info(name, metaType);
        types.add(info);
        describe.accept(info);
        return name;
    }

    private String array(String element) {
        var name = "[" + element + "]";
        if (names.putIfAbsent(name, name) == null) {
            var info = info(name, "array");
            info.put("element-type", element);
            types.add(info);
        }
        return name;
    }

    private String choice(List<String> values) {
        return named(values, "enum", info -> {
            info.put(
                    "members",
                    values.stream().map(value -> Map.of("name", value)).toList());
            info.put("values", values);
        });
    }

    private void describe(Schema.Struct struct, Map<String, Object> info) {
        var members = new ArrayList<Map<String, Object>>();
        info.put("members", members);
        var tags = new HashMap<String, Schema.Open>();
        for (var member : struct.members()) {
            if (member.type() instanceof Schema.Open open) {
                tags.put(open.tag(), open);
                describe(member, open, info);
            }
        }
        for (var member : struct.members()) {
            if (!(member.type() instanceof Schema.Open)) {
                var open = tags.get(member.name());
                var type = open == null ? name(member.type()) : tag(open);
                members.add(member(member.name(), type, member.optional()));
            }
        }
    }

    private SortedMap<String, Schema.Struct> branches(Schema.Open open) {
        return branches.computeIfAbsent(open.service(), findBranches);
    }

    /** The type of the member that chooses the branch. */
    private String tag(Schema.Open open) {
        return choice(List.copyOf(branches(open).keySet()));
    }

    private static Map<String, Object> member(String name, String type, boolean optional) {
        var info = new LinkedHashMap<String, Object>();
        info.put("name", name);
        info.put("type", type);
        if (optional) {
            info.put("default", null);
        }
        return info;
    }

    /** The branches of an open union; their members lie beside the tag, or below the union's own member. */
    private void describe(Schema.Member member, Schema.Open open, Map<String, Object> info) {
        info.put("tag", open.tag());
        var variants = new ArrayList<Map<String, Object>>();
        branches(open).forEach((name, properties) -> {
            var type = member.rest() ? name(properties) : wrapped(member, properties);
            variants.add(variant(name, type));
        });
        info.put("variants", variants);
    }

    private String wrapped(Schema.Member member, Schema.Struct properties) {
        var wrapped = new Wrapped(member.name(), member.optional(), properties);
        return named(
                wrapped,
                "object",
                info -> info.put("members", List.of(member(member.name(), name(properties), member.optional()))));
    }

    private void describe(Schema.Variants variants, Map<String, Object> info) {
        var cases = variants.branches().stream().map(Schema.Struct::name).toList();
        info.put("members", List.of(member(variants.tag(), choice(cases), false)));
        info.put("tag", variants.tag());
        info.put(
                "variants",
                variants.branches().stream()
                        .map(branch -> variant(branch.name(), name(branch)))
                        .toList());
    }

    private static Map<String, Object> variant(String name, String type) {
        var variant = new LinkedHashMap<String, Object>();
        variant.put("case", name);
        variant.put("type", type);
        return variant;
    }

    private void describe(Schema.Alternates alternates, Map<String, Object> info) {
        info.put(
                "members",
                alternates.choices().stream()
                        .map(choice -> Map.of("type", name(choice)))
                        .toList());
    }
}
