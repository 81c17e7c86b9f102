package org.backplane.itests.wiring;

import java.util.stream.Collectors;
import org.backplane.api.command.CommandInfo;
import org.backplane.api.phase.Phase;
import org.backplane.api.schema.Schema;

/** Writes down commands and types: what they take, what they answer, when they are allowed. For people who review. */
final class SchemaText {
    private final StringBuilder text = new StringBuilder();

    /** The whole text. */
    @Override
    public String toString() {
        return text.toString();
    }

    /** Adds a command. */
    SchemaText add(CommandInfo command) {
        line(0, "command " + command.name());
        line(1, "# " + command.doc());
        if (!command.options().isEmpty()) {
            line(1, command.options().stream().collect(Collectors.joining(" -", "option -", "")));
        }
        line(1, "allowed in " + phases(command));
        command.advance().ifPresent(advance -> line(1, step(advance)));
        line(1, "takes " + name(command.arguments()));
        members(2, command.arguments());
        line(1, "answers " + name(command.result()));
        members(2, command.result());
        text.append("\n");
        return this;
    }

    private static String step(CommandInfo.Advance advance) {
        var phase = advance.to().wireName();
        return switch (advance.moment()) {
            case BEFORE -> "before it runs, the machine is brought to " + phase;
            case AFTER -> "after it runs, the machine is brought to " + phase;
            case BY_ITSELF -> "it brings the machine to " + phase;
        };
    }

    /** Adds a type of something that is made by its name. */
    SchemaText add(String noun, String name, Schema.Struct properties) {
        line(0, noun + " " + name);
        members(1, properties);
        text.append("\n");
        return this;
    }

    private static String phases(CommandInfo command) {
        return command.allowedIn().size() == Phase.values().length
                ? "all phases"
                : command.allowedIn().stream().sorted().map(Phase::wireName).collect(Collectors.joining(", "));
    }

    /** The members of a type, if it has any, each below the other. */
    private void members(int depth, Schema type) {
        switch (type) {
            case Schema.Struct struct -> struct.members().forEach(member -> add(depth, member));
            case Schema.Variants variants ->
                variants.branches().forEach(branch -> {
                    line(depth, "%s %s".formatted(variants.tag(), branch.name()));
                    members(depth + 1, branch);
                });
            case Schema.Alternates alternates -> alternates.choices().forEach(choice -> members(depth, choice));
            case Schema.Array array -> members(depth, array.element());
            case Schema.Scalar _, Schema.Bounded _, Schema.Choice _, Schema.Open _ -> {}
        }
    }

    private void add(int depth, Schema.Member member) {
        var optional = member.optional() ? "?" : "";
        var rest = member.rest() ? "..." : "";
        var assumed = member.defaultValue().map(value -> " = " + value).orElse("");
        var doc = member.doc().isEmpty() ? "" : "  # " + member.doc();
        line(depth, member.name() + optional + rest + ": " + name(member.type()) + assumed + doc);
        members(depth + 1, member.type());
    }

    private static String name(Schema type) {
        return switch (type) {
            case Schema.Scalar scalar -> scalar.typeName();
            case Schema.Bounded bounded -> "int %d..%d".formatted(bounded.min(), bounded.max());
            case Schema.Choice choice -> String.join("|", choice.values());
            case Schema.Array array -> "[%s]".formatted(name(array.element()));
            case Schema.Struct struct -> struct.name();
            case Schema.Variants variants -> variants.name();
            case Schema.Alternates alternates ->
                alternates.choices().stream().map(SchemaText::name).collect(Collectors.joining(" or "));
            case Schema.Open open ->
                "what the %s named by '%s' takes".formatted(simpleName(open.service()), open.tag());
        };
    }

    private static String simpleName(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }

    private void line(int depth, String line) {
        text.append("    ".repeat(depth)).append(line).append('\n');
    }
}
