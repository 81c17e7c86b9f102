package org.backplane.transport.shell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.backplane.api.command.CommandInfo;
import org.backplane.api.phase.Phase;
import org.backplane.api.schema.Schema;

/** How a command is written, from its schema. */
final class Usage {
    private Usage() {}

    /** One line: {@code device_add driver [id] [bus] [name=value...]}. */
    static String of(CommandInfo command) {
        var text = new StringBuilder(command.name());
        for (var member : command.arguments().members()) {
            text.append(' ');
            if (member.rest()) {
                text.append("[name=value...]");
            } else {
                text.append(isNeeded(member) ? member.name() : "[" + member.name() + "]");
            }
        }
        return text.toString();
    }

    private static boolean isNeeded(Schema.Member member) {
        return !member.optional() && member.defaultValue().isEmpty();
    }

    /** All that there is to know of a command. */
    static String explain(CommandInfo command) {
        var text = new ArrayList<String>();
        text.add(of(command));
        text.add(command.doc());
        if (command.allowedIn().size() < Phase.values().length) {
            text.add("Allowed in "
                    + command.allowedIn().stream().sorted().map(Phase::wireName).collect(Collectors.joining(", "))
                    + ".");
        }
        if (!command.arguments().members().isEmpty()) {
            text.add("");
            text.addAll(Layout.table(arguments(command.arguments())));
        }
        return String.join("\n", text);
    }

    private static List<Map<String, Object>> arguments(Schema.Struct arguments) {
        return arguments.members().stream()
                .map(member -> {
                    var row = new LinkedHashMap<String, Object>();
                    row.put("argument", member.rest() ? "name=value" : member.name());
                    row.put("type", type(member.type()));
                    row.put("default", member.defaultValue().orElse(member.optional() ? "-" : ""));
                    row.put("meaning", member.doc());
                    return (Map<String, Object>) row;
                })
                .toList();
    }

    /** A type as people read it. */
    static String type(Schema schema) {
        return switch (schema) {
            case Schema.Scalar scalar -> scalar.expected();
            case Schema.Bounded(var min, var max) -> min + ".." + max;
            case Schema.Choice choice -> String.join("|", choice.values());
            case Schema.Array(var element) -> type(element) + "...";
            case Schema.Struct struct -> struct.name().isEmpty() ? "object" : struct.name();
            case Schema.Variants variants -> variants.name();
            case Schema.Alternates alternates ->
                alternates.choices().stream().map(Usage::type).collect(Collectors.joining("|"));
            case Schema.Open union -> "by " + union.tag();
        };
    }
}
