package org.backplane.transport.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.backplane.api.Rest;
import org.backplane.api.command.CommandInfo;
import org.backplane.api.config.ArgumentsOf;
import org.backplane.api.config.Section;
import org.backplane.api.schema.Records;
import org.backplane.api.schema.Schema;

/**
 * The JSON Schema of configuration files. An editor checks the documents of a file one by one, so a document is either
 * a head or a body; and it sees the file before templates are rendered, so wherever a value goes a template may stand.
 */
final class FileSchema {
    private static final String DEFINITIONS = "#/definitions/";

    /** What stands where a template gives the value. */
    private static final String TEMPLATE = "template";

    private final Expansion.Registry registry;
    private final JsonSchemas types;

    FileSchema(Expansion.Registry registry) {
        this.registry = registry;
        types = new JsonSchemas(registry.records(), reference(TEMPLATE));
    }

    /** The schema as a neutral tree. */
    Map<String, Object> tree() {
        var entries = entries();
        var definitions = new LinkedHashMap<String, Object>();
        definitions.put(TEMPLATE, JsonSchemas.tree("type", "string", "pattern", "\\{\\{.*\\}\\}"));
        definitions.putAll(entries);
        var tree = new LinkedHashMap<String, Object>();
        tree.put("$schema", "http://json-schema.org/draft-07/schema#");
        tree.put("title", "Configuration of Backplane");
        tree.put("anyOf", List.of(body(entries), commands(entries), head(), JsonSchemas.tree("type", "null")));
        tree.put("definitions", definitions);
        return tree;
    }

    private static Map<String, Object> reference(String name) {
        return JsonSchemas.tree("$ref", DEFINITIONS + name);
    }

    private static Map<String, Object> body(Map<String, ?> entries) {
        var properties = new LinkedHashMap<String, Object>();
        entries.keySet().forEach(name -> properties.put(name, reference(name)));
        return JsonSchemas.tree("type", "object", "properties", properties, "additionalProperties", false);
    }

    /** A list, where order or repetition matters. */
    private static Map<String, Object> commands(Map<String, ?> entries) {
        var item = new LinkedHashMap<>(body(entries));
        item.put("minProperties", 1L);
        item.put("maxProperties", 1L);
        return JsonSchemas.tree("type", "array", "items", item);
    }

    private static Map<String, Object> head() {
        var text = JsonSchemas.tree("type", "string");
        var parameter = JsonSchemas.tree(
                "type",
                List.of("object", "null"),
                "properties",
                JsonSchemas.tree(
                        "doc", text,
                        "type", JsonSchemas.tree("enum", ParameterType.names()),
                        "default", JsonSchemas.tree("type", List.of("string", "number", "boolean", "array")),
                        "optional", JsonSchemas.tree("type", "boolean")),
                "additionalProperties",
                false);
        var parameters = JsonSchemas.tree(
                "type",
                "object",
                "propertyNames",
                JsonSchemas.tree("pattern", "^[A-Za-z][A-Za-z0-9_]*$"),
                "additionalProperties",
                parameter);
        return JsonSchemas.tree(
                "type",
                "object",
                "properties",
                JsonSchemas.tree("doc", text, "extends", text, "parameters", parameters),
                "additionalProperties",
                false);
    }

    private Map<String, Object> entries() {
        var entries = new TreeMap<String, Object>();
        for (var name : registry.sections().names()) {
            registry.sections().find(name).ifPresent(section -> entries.put(name, entry(section)));
        }
        for (var name : registry.commands().names()) {
            registry.commands()
                    .command(name)
                    .ifPresent(command -> entries.put(name, entry(command.doc(), command.arguments(), true)));
        }
        return entries;
    }

    /**
     * One item or a list of them; a bare scalar is the first member.
     *
     * @param complete whether an item has all that it needs; what a section makes of it may have more
     */
    private Map<String, Object> entry(String doc, Schema.Struct item, boolean complete) {
        var forms = new ArrayList<Object>();
        forms.add(complete ? types.of(item) : types.ofPart(item));
        alone(item).map(types::of).ifPresent(forms::add);
        if (item.members().stream().allMatch(Schema.Member::optional)) {
            forms.add(JsonSchemas.tree("type", "null"));
        }
        var one = forms.size() == 1 ? forms.getFirst() : JsonSchemas.tree("anyOf", List.copyOf(forms));
        var entry = new LinkedHashMap<String, Object>();
        if (!doc.isEmpty()) {
            entry.put("description", doc);
        }
        entry.put("anyOf", List.of(one, JsonSchemas.tree("type", "array", "items", one)));
        return entry;
    }

    /** What a bare scalar may be: the first member, where all others may be absent. */
    private Optional<Schema> alone(Schema.Struct item) {
        return item.members().stream()
                .limit(item.members().stream().skip(1).allMatch(Schema.Member::optional) ? 1 : 0)
                .filter(first -> !(first.type() instanceof Schema.Struct))
                .map(first -> types.tagOf(item, first.name()).orElse(first.type()))
                .findFirst();
    }

    private Map<String, Object> entry(Section<?> section) {
        var type = Records.propertiesOf(section, Section.class);
        var own = registry.records().schema(type);
        return passedOn(type)
                .flatMap(rest ->
                        registry.commands().command(rest.value()).map(command -> joined(own, rest.first(), command)))
                .map(joined -> entry("", joined, false))
                .orElseGet(() -> entry("", own, true));
    }

    private static Optional<ArgumentsOf> passedOn(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents())
                .filter(component -> component.isAnnotationPresent(Rest.class))
                .flatMap(component -> Optional.ofNullable(component.getAnnotation(ArgumentsOf.class)).stream())
                .findFirst();
    }

    /** A section's members and those that it passes on. */
    private static Schema.Struct joined(Schema.Struct own, String first, CommandInfo command) {
        var commandsFirst = command.arguments().members().getFirst().name();
        var members = own.members().stream().filter(member -> !member.rest()).toList();
        var names = members.stream().map(Schema.Member::name).toList();
        var others = command.arguments().members().stream()
                .filter(member ->
                        !names.contains(member.name()) && !member.name().equals(commandsFirst))
                .map(member -> renamed(member, commandsFirst, first));
        return new Schema.Struct(
                own.name(), Stream.concat(members.stream(), others).toList());
    }

    /** An open union finds its tag under the section's name for it. */
    private static Schema.Member renamed(Schema.Member member, String tag, String name) {
        return !name.isEmpty() && member.type() instanceof Schema.Open(var service, var old) && old.equals(tag)
                ? new Schema.Member(
                        member.name(),
                        new Schema.Open(service, name),
                        member.optional(),
                        member.rest(),
                        member.defaultValue(),
                        member.doc(),
                        member.reference(),
                        member.inlined())
                : member;
    }
}
