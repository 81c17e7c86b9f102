package org.backplane.transport.shell;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.Commands;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Request;
import org.backplane.api.command.Role;
import org.backplane.api.schema.Records;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Has a line read by the human monitor. An error is part of the answer, as it is for QEMU. */
@Component
@CommandName(HumanMonitorCommand.NAME)
@Doc("Has a line read by the human monitor.")
@LeastRole(Role.OWNER)
public final class HumanMonitorCommand implements Command<HumanMonitorCommand.Arguments, CompletionStage<String>> {
    static final String NAME = "human-monitor-command";

    public record Arguments(
            @Doc("The line") String commandLine,
            @Doc("The processor that it concerns") Optional<Long> cpuIndex) {}

    private final Monitor monitor;
    private final Gogo gogo;

    @Activate
    public HumanMonitorCommand(@Reference Commands commands, @Reference Records records, @Reference Gogo gogo) {
        monitor = new Monitor(commands, records);
        this.gogo = gogo;
    }

    @Override
    public CompletionStage<String> run(HumanMonitorCommand.Arguments arguments, Call call) {
        return arguments
                .cpuIndex
                .map(index -> requireProcessor(index, call))
                .orElse(CompletableFuture.completedStage(null))
                .thenCompose(_ -> answer(arguments.commandLine, call))
                .thenApply(HumanMonitorCommand::lines);
    }

    private static CompletionStage<@Nullable Object> requireProcessor(long index, Call call) {
        return call.run(Request.of("query-cpus-fast", Map.of())).handle((processors, _) -> {
            if (processors instanceof List<?> list && index >= 0 && index < list.size()) {
                return null;
            }
            throw CommandException.badArgument("cpu-index", "Parameter 'cpu-index' expects a CPU number");
        });
    }

    private CompletionStage<String> answer(String line, Call call) {
        try {
            return switch (monitor.read(line)) {
                case Monitor.Nothing() -> CompletableFuture.completedStage("");
                case Monitor.Text(var text) -> CompletableFuture.completedStage(text);
                case Monitor.Run(var request, var tag) ->
                    call.run(request).handle((answer, failure) -> shown(tag, answer, failure));
                case Monitor.Foreign(var text, var unknown) -> gogo.run(text, unknown, call::run);
            };
        } catch (CommandException e) {
            return CompletableFuture.completedStage(e.message());
        }
    }

    private static String shown(Map<String, Object> tag, @Nullable Object answer, @Nullable Throwable failure) {
        return switch (failure) {
            case null -> Layout.of(answer);
            case CommandException refused -> Monitor.explain(tag, refused);
            case CompletionException e
            when e.getCause() instanceof CommandException refused -> Monitor.explain(tag, refused);
            default -> failure.toString();
        };
    }

    /** QEMU ends every line so. */
    private static String lines(String text) {
        return text.isEmpty() ? "" : text.lines().map(line -> line + "\r\n").reduce("", String::concat);
    }
}
