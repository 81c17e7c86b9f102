package org.backplane.transport.shell;

import java.util.Map;
import java.util.regex.Pattern;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandInfo;
import org.backplane.api.command.Commands;
import org.backplane.api.command.Request;
import org.backplane.api.schema.Records;
import org.backplane.api.schema.Schema;
import org.jspecify.annotations.Nullable;

/** Tells lines that may have a secret in them, which nobody keeps. What cannot be told counts as such. */
final class Confidence {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][\\w-]*");

    private final Commands commands;
    private final Records records;
    private final Monitor monitor;
    private final Names names;

    Confidence(Commands commands, Records records, Monitor monitor) {
        this.commands = commands;
        this.records = records;
        this.monitor = monitor;
        names = new Names(commands);
    }

    /** Whether a line may have a secret in it. */
    boolean isSecret(String line) {
        try {
            return switch (monitor.read(line)) {
                case Monitor.Nothing _, Monitor.Text _ -> false;
                case Monitor.Run run -> isSecret(run.request());
                case Monitor.Foreign foreign -> namesSecrets(foreign.line());
            };
        } catch (CommandException e) {
            return true; // a slip of the pen may stand in front of a secret
        }
    }

    private boolean isSecret(Request request) {
        if (request.command().equals(HumanMonitorCommand.NAME)) {
            return isSecret(String.valueOf(request.arguments().get("command-line")));
        }
        return commands.command(request.command())
                .map(command -> hasSecret(command.arguments(), request.arguments()))
                .orElse(true);
    }

    private boolean hasSecret(Schema.Struct struct, Map<?, ?> given) {
        return Members.of(struct, given, records)
                .map(members -> members.stream().anyMatch(member -> hasSecret(member.type(), given.get(member.name()))))
                .orElse(true);
    }

    /** Whether there is a place for a secret: a slip of the pen may have it stand in another. */
    private boolean hasSecret(Schema type, @Nullable Object value) {
        if (type instanceof Schema.Struct struct && value instanceof Map<?, ?> inner) {
            return struct.members().stream().anyMatch(member -> hasSecret(member, inner));
        }
        return mayHaveSecret(type) && (value != null || type == Schema.Scalar.SECRET);
    }

    private boolean hasSecret(Schema.Member member, Map<?, ?> given) {
        var value = given.get(member.name());
        if (value instanceof Map<?, ?> inner
                && member.type() instanceof Schema.Open union
                && given.get(union.tag()) instanceof String tag) {
            var branch = records.branches(union).get(tag);
            return branch == null || hasSecret(branch, inner);
        }
        return hasSecret(member.type(), value);
    }

    /** Whether a line for the shell of OSGi names a command that takes secrets. */
    private boolean namesSecrets(String line) {
        return NAME.matcher(line)
                .results()
                .flatMap(name -> names.find(name.group()).stream())
                .map(CommandInfo::arguments)
                .anyMatch(this::mayHaveSecret);
    }

    private boolean mayHaveSecret(Schema type) {
        return switch (type) {
            case Schema.Scalar scalar -> scalar == Schema.Scalar.SECRET;
            case Schema.Struct struct -> struct.members().stream().anyMatch(member -> mayHaveSecret(member.type()));
            case Schema.Array array -> mayHaveSecret(array.element());
            case Schema.Variants variants -> variants.branches().stream().anyMatch(this::mayHaveSecret);
            case Schema.Alternates alternates -> alternates.choices().stream().anyMatch(this::mayHaveSecret);
            case Schema.Open _ -> true; // who knows what a branch takes
            case Schema.Bounded _, Schema.Choice _ -> false;
        };
    }
}
