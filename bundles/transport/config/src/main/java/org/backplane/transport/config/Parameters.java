package org.backplane.transport.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.Place;
import org.backplane.api.config.Configuration;
import org.backplane.transport.config.Tree.Mapping;
import org.backplane.transport.config.Tree.Member;
import org.backplane.transport.config.Tree.Scalar;
import org.jspecify.annotations.Nullable;

/** What can be given to a file, as its head declares it, and the file's own description. */
final class Parameters {
    private static final List<String> HEAD = List.of("doc", "parameters");
    private static final List<String> DECLARATION = List.of("doc", "type", "default", "optional");
    private static final Set<String> TEMPLATE_WORDS = Set.of(
            "true",
            "false",
            "null",
            "none",
            "and",
            "or",
            "not",
            "is",
            "in",
            "contains",
            "equals",
            "loop",
            "locale",
            "template");

    /**
     * One parameter.
     *
     * @param value its default, as templates see it
     */
    private record Declared(
            Configuration.Parameter parameter, ParameterType type, Optional<Object> value, Position position) {}

    private final String doc;
    private final Map<String, Declared> declared;

    private Parameters(String doc, Map<String, Declared> declared) {
        this.doc = doc;
        this.declared = declared;
    }

    /**
     * Reads the head of a file.
     *
     * @param head what is before the separator; empty if there is nothing
     * @param directory what the default of a path is relative to
     * @throws CommandException if it is not well formed; it has its place
     */
    static Parameters of(Optional<Tree> head, Path directory) {
        if (head.isEmpty() || head.get().plain() == null) {
            return new Parameters("", Map.of());
        }
        var members = mapping(head.get(), "before '---' a file has 'doc' and 'parameters'");
        check(members, HEAD, "; commands come after '---'");
        var declared = new LinkedHashMap<String, Declared>();
        members.member("parameters")
                .map(member -> mapping(member.value(), "expected a mapping of names to what they are"))
                .ifPresent(all -> all.members().forEach(one -> declared.put(one.key(), declare(one, directory))));
        return new Parameters(text(members, "doc"), declared);
    }

    private static Declared declare(Member member, Path directory) {
        if (!member.key().matches("[A-Za-z][A-Za-z0-9_]*") || TEMPLATE_WORDS.contains(member.key())) {
            throw member.position()
                    .error("'%s' is no name for a parameter: letters, digits and '_'; no word of templates"
                            .formatted(member.key()));
        }
        var about = member.value().plain() == null
                ? new Mapping(member.position(), List.of())
                : mapping(member.value(), "expected a mapping with any of " + String.join(", ", DECLARATION));
        check(about, DECLARATION, "");
        var type = type(about);
        boolean optional = about.member("optional").map(Parameters::bool).orElse(false);
        var given = about.member("default");
        if (optional && given.isPresent()) {
            throw given.get().position().error("a parameter with a default is never absent; leave 'optional' out");
        }
        var parameter = new Configuration.Parameter(
                member.key(), type.wireName(), text(about, "doc"), given.map(value -> word(value.value())), optional);
        return new Declared(
                parameter, type, given.map(value -> defaultValue(type, value.value(), directory)), member.position());
    }

    private static ParameterType type(Mapping about) {
        return about.member("type")
                .map(member -> ParameterType.of(String.valueOf(member.value().plain()))
                        .orElseThrow(() -> member.value()
                                .position()
                                .error("there is no type '%s'; there is %s"
                                        .formatted(member.value().plain(), String.join(", ", ParameterType.names())))))
                .orElse(ParameterType.STR);
    }

    private static Object defaultValue(ParameterType type, Tree given, Path directory) {
        try {
            var value = type.read(given.plain());
            return type == ParameterType.PATH
                    ? directory.resolve((String) value).toString()
                    : value;
        } catch (IllegalArgumentException e) {
            throw given.position().error(String.valueOf(e.getMessage()));
        }
    }

    /** A default as it would be written on the command line. */
    private static String word(Tree value) {
        return switch (value.plain()) {
            case Boolean bool -> bool ? "on" : "off";
            case List<?> items ->
                items.stream()
                        .map(item -> String.valueOf(item).replace(",", ",,"))
                        .collect(Collectors.joining(","));
            case null -> "";
            case Object other -> other.toString();
        };
    }

    private static boolean bool(Member member) {
        if (member.value() instanceof Scalar scalar && scalar.value() instanceof Boolean bool) {
            return bool;
        }
        throw member.value().position().error("expected true or false");
    }

    private static String text(Mapping mapping, String key) {
        return mapping.member(key)
                .map(member -> {
                    if (member.value() instanceof Scalar scalar && scalar.value() != null) {
                        return scalar.value().toString();
                    }
                    throw member.value().position().error("expected a text");
                })
                .orElse("");
    }

    private static Mapping mapping(Tree tree, String expected) {
        if (tree instanceof Mapping mapping) {
            return mapping;
        }
        throw tree.position().error(expected);
    }

    private static void check(Mapping mapping, List<String> known, String more) {
        for (var member : mapping.members()) {
            if (!known.contains(member.key())) {
                throw member.position()
                        .error("there is no '%s' here%s%s"
                                .formatted(member.key(), Nearest.hint(member.key(), known), more));
            }
        }
    }

    /** What the file is for, in a sentence, or empty. */
    String doc() {
        return doc;
    }

    /** All parameters, in the file's order. */
    List<Configuration.Parameter> list() {
        return declared.values().stream().map(Declared::parameter).toList();
    }

    /** The names of all parameters. */
    Collection<String> names() {
        return declared.keySet();
    }

    /**
     * The values of all parameters that have one.
     *
     * @param given what the user gives
     * @param place where
     * @throws CommandException if something is missing, unknown or of the wrong type: all such errors in one
     */
    Map<String, Object> values(Map<String, Object> given, Place place) {
        var problems = new Problems();
        var values = new TreeMap<String, Object>();
        given.forEach((name, value) -> {
            var known = declared.get(name);
            if (known == null) {
                problems.add(unknown(name));
            } else {
                problems.attempt(() -> values.put(name, read(known, value)));
            }
        });
        for (var known : declared.values()) {
            var name = known.parameter.name();
            if (!given.containsKey(name)) {
                known.value.ifPresent(value -> values.put(name, value));
                if (known.parameter.required()) {
                    problems.add(missing(known));
                }
            }
        }
        problems.throwAny(place);
        return values;
    }

    private static Object read(Declared known, @Nullable Object given) {
        try {
            return known.type.read(given);
        } catch (IllegalArgumentException e) {
            var name = known.parameter.name();
            throw CommandException.badArgument(
                    List.of("parameters", name), "parameter '%s': %s, not '%s'".formatted(name, e.getMessage(), given));
        }
    }

    private CommandException unknown(String name) {
        var names = new ArrayList<>(declared.keySet());
        var hint = Nearest.to(name, names)
                .map("; did you mean '%s'?"::formatted)
                .orElse("; there is " + (names.isEmpty() ? "none" : String.join(", ", names)));
        return CommandException.badArgument(
                List.of("parameters", name), "there is no parameter '%s'%s".formatted(name, hint));
    }

    private static CommandException missing(Declared known) {
        var name = known.parameter.name();
        var doc = known.parameter.doc().isEmpty() ? "" : " (%s)".formatted(known.parameter.doc());
        return known.position.error("parameter '%s'%s is missing; give %s=VALUE".formatted(name, doc, name));
    }
}
