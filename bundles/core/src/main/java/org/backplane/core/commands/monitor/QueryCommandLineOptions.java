package org.backplane.core.commands.monitor;

import java.util.List;
import java.util.Optional;
import org.backplane.api.Doc;
import org.backplane.api.Name;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandInfo;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.Commands;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.backplane.api.schema.Schema;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The options of the command line, and what they take. */
@Component
@CommandName("query-command-line-options")
@Doc("The options of the command line, and what they take.")
@LeastRole(Role.OBSERVER)
public final class QueryCommandLineOptions
        implements Command<QueryCommandLineOptions.Arguments, List<QueryCommandLineOptions.CommandLineOptionInfo>> {
    public record Arguments(@Doc("Only this option") Optional<String> option) {}

    public record CommandLineOptionInfo(
            @Doc("Its name") String option,
            @Doc("What it takes") List<CommandLineParameterInfo> parameters) {}

    public record CommandLineParameterInfo(
            @Doc("Its name") String name,
            @Doc("How it is written") CommandLineParameterType type,
            @Doc("What it is for") Optional<String> help,

            @Doc("What is assumed without it") @Name("default")
            Optional<String> defaultValue) {}

    public enum CommandLineParameterType {
        STRING,
        BOOLEAN,
        NUMBER,
        SIZE
    }

    private final Commands commands;

    @Activate
    public QueryCommandLineOptions(@Reference Commands commands) {
        this.commands = commands;
    }

    @Override
    public List<QueryCommandLineOptions.CommandLineOptionInfo> run(
            QueryCommandLineOptions.Arguments arguments, Call call) {
        var all = commands.options().stream()
                .map(QueryCommandLineOptions::info)
                .filter(info -> arguments.option.map(info.option::equals).orElse(true))
                .toList();
        if (all.isEmpty()) {
            throw CommandException.badArgument("option", "invalid option name: " + arguments.option.orElse(""));
        }
        return all;
    }

    private static CommandLineOptionInfo info(CommandInfo command) {
        return new CommandLineOptionInfo(
                command.options().getFirst(),
                command.arguments().members().stream()
                        .filter(member -> !member.rest())
                        .map(QueryCommandLineOptions::info)
                        .toList());
    }

    private static CommandLineParameterInfo info(Schema.Member member) {
        return new CommandLineParameterInfo(
                member.name(),
                type(member.type()),
                Optional.of(member.doc()).filter(doc -> !doc.isEmpty()),
                member.defaultValue());
    }

    /** What has members of its own is written as JSON, a string. */
    private static CommandLineParameterType type(Schema schema) {
        return switch (schema) {
            case Schema.Bounded _ -> CommandLineParameterType.NUMBER;
            case Schema.Scalar scalar ->
                switch (scalar) {
                    case BOOL -> CommandLineParameterType.BOOLEAN;
                    case INT, NUMBER -> CommandLineParameterType.NUMBER;
                    case SIZE -> CommandLineParameterType.SIZE;
                    case STR, SECRET, ANY -> CommandLineParameterType.STRING;
                };
            case Schema.Choice _,
                    Schema.Array _,
                    Schema.Struct _,
                    Schema.Variants _,
                    Schema.Alternates _,
                    Schema.Open _ -> CommandLineParameterType.STRING;
        };
    }
}
