package org.backplane.transport.config;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.backplane.api.Nearest;
import org.backplane.api.command.CommandException;
import org.backplane.api.config.Configuration;
import org.backplane.transport.config.Parameters.Declared;
import org.backplane.transport.config.Tree.Mapping;
import org.backplane.transport.config.Tree.Member;
import org.backplane.transport.config.Tree.Scalar;

/** Reads the head of a file: its description, and the declarations of its parameters. */
final class Head {
    private static final String EXTENDS = "extends";
    private static final List<String> MEMBERS = List.of("doc", EXTENDS, "parameters");
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

    private Head() {}

    /**
     * Reads a head.
     *
     * @param head what is before the separator; empty if there is nothing
     * @throws CommandException if it is not well formed; it has its place
     */
    static Parameters read(Optional<Tree> head) {
        return head.map(Head::read).orElseGet(() -> new Parameters("", List.of()));
    }

    /**
     * The name of the file that a head extends, if it does.
     *
     * @throws CommandException if it is not well formed; it has its place
     */
    static Optional<Scalar> base(Optional<Tree> head) {
        return head.map(Head::members)
                .flatMap(members -> members.member(EXTENDS))
                .map(member -> {
                    if (member.value() instanceof Scalar scalar && scalar.value() instanceof String) {
                        return scalar;
                    }
                    throw member.value().position().error("expected the name of a file");
                });
    }

    private static Mapping members(Tree head) {
        var members = mapping(head, "before '---' a file has 'doc', 'extends' and 'parameters'");
        check(members, MEMBERS, "; commands come after '---'");
        return members;
    }

    private static Parameters read(Tree head) {
        var members = members(head);
        var declarations = members.member("parameters")
                .map(member -> mapping(member.value(), "expected a mapping of names to what they are"))
                .map(Mapping::members)
                .orElse(List.of());
        return new Parameters(
                text(members, "doc"), declarations.stream().map(Head::declare).toList());
    }

    private static Declared declare(Member member) {
        checkName(member);
        var about = member.value().plain() == null
                ? new Mapping(member.position(), List.of())
                : mapping(member.value(), "expected a mapping with any of " + String.join(", ", DECLARATION));
        check(about, DECLARATION, "");
        var type = type(about);
        boolean optional = about.member("optional").map(Head::bool).orElse(false);
        var given = about.member("default");
        if (optional && given.isPresent()) {
            throw given.get().position().error("a parameter with a default is never absent; leave 'optional' out");
        }
        var parameter = new Configuration.Parameter(
                member.key(), type.wireName(), text(about, "doc"), given.map(value -> word(value.value())), optional);
        return new Declared(parameter, type, given.map(value -> defaultValue(type, value.value())), member.position());
    }

    private static void checkName(Member member) {
        if (!member.key().matches("[A-Za-z][A-Za-z0-9_]*") || TEMPLATE_WORDS.contains(member.key())) {
            throw member.position()
                    .error("'%s' is no name for a parameter: letters, digits and '_'; no word of templates"
                            .formatted(member.key()));
        }
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

    /** The default of a path is relative to the file that has it. */
    private static Object defaultValue(ParameterType type, Tree given) {
        try {
            var value = type.read(given.plain());
            return type == ParameterType.PATH
                    ? given.position()
                            .source()
                            .directory()
                            .resolve((String) value)
                            .toString()
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
}
