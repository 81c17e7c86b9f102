package org.backplane.transport.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandInfo;
import org.backplane.api.command.Commands;
import org.backplane.api.command.EarlyTransport;
import org.backplane.api.command.Feed;
import org.backplane.api.command.Feeds;
import org.backplane.api.command.Rehearsals;
import org.backplane.api.command.Request;
import org.backplane.api.command.Transcripts;
import org.backplane.api.command.Transcripts.Language;
import org.backplane.api.config.Configuration;
import org.backplane.api.config.Configurations;
import org.backplane.api.phase.Phase;
import org.backplane.api.session.Listeners;
import org.backplane.transport.cli.ArgvParser.CommandLine;
import org.backplane.transport.cli.ArgvParser.Ending;
import org.backplane.transport.cli.ArgvParser.Help;
import org.backplane.transport.cli.ArgvParser.Purpose;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds the command line to the main loop: one way, left to right, and the first failure ends the process with
 * status 1 and one message.
 */
@Component(
        immediate = true,
        service = {})
public final class CliTransport {
    private static final Logger LOG = LoggerFactory.getLogger(CliTransport.class);
    private static final String USAGE = "usage: backplane [OPTION...] [FILE [NAME=VALUE...]]";

    private final List<String> argv;
    private final IntConsumer exit;
    private final Feeds feeds;
    private final Commands commands;
    private final Listeners listeners;
    private final Rehearsals rehearsals;
    private final Transcripts transcripts;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Configurations configurations;

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    private volatile List<EarlyTransport> earlyTransports = List.of();

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;

    @Activate
    public CliTransport(
            @Reference(target = "(backplane.role=argv)") Supplier<List<String>> argv,
            @Reference(target = "(backplane.role=exit)") IntConsumer exit,
            @Reference Feeds feeds,
            @Reference Commands commands,
            @Reference Listeners listeners,
            @Reference Rehearsals rehearsals,
            @Reference Transcripts transcripts) {
        this.argv = List.copyOf(argv.get());
        this.exit = exit;
        this.feeds = feeds;
        this.commands = commands;
        this.listeners = listeners;
        this.rehearsals = rehearsals;
        this.transcripts = transcripts;
    }

    /** Starts to feed, on a thread of its own: the loop answers while the framework goes on starting. */
    @Activate
    void start() {
        var thread = new Thread(this::run, "cli");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        var hold = listeners.hold(); // kept after a failure: who has connected is not greeted by a process that ends
        try (var feed = feeds.open("cli", _ -> {})) {
            earlyTransports.forEach(
                    transport -> transport.fed().toCompletableFuture().join());
            var line = ArgvParser.parse(argv, commands);
            if (line.help().isPresent()) {
                show(line.help().get(), feed);
                exit.accept(0);
            } else if (line.commands().isEmpty() && line.problems().isEmpty()) {
                fail(USAGE + "\nbackplane --help says more");
            } else if (line.purpose() instanceof Purpose.Run) {
                feed(line, feed);
                hold.close();
            } else {
                rehearse(line);
            }
        } catch (CommandException e) {
            fail("backplane: " + e.message());
        } catch (RuntimeException | LinkageError e) {
            LOG.error("The command line failed", e);
            fail("backplane: internal error: " + e);
        }
    }

    private void feed(CommandLine line, Feed feed) {
        if (!line.problems().isEmpty()) {
            throw line.problems().getFirst();
        }
        for (var request : line.commands()) {
            answer(feed, request);
        }
        lastCommand(line.ending(), rehearsals.begin().phase()).ifPresent(request -> answer(feed, request));
        if (LOG.isInfoEnabled()) {
            LOG.info("the command line came to:{}", changes(feed));
        }
    }

    /** What has run, as the journal has it: with defaults, and without secrets. */
    private static String changes(Feed feed) {
        return answer(feed, Request.of("query-journal", Map.of())) instanceof List<?> entries
                ? entries.stream().map(entry -> change((Map<?, ?>) entry)).collect(Collectors.joining())
                : "";
    }

    private static String change(Map<?, ?> entry) {
        return "\n- %s: %s".formatted(entry.get("command"), Json.line(Objects.requireNonNull(entry.get("arguments"))));
    }

    /** The command at the end, unless the machine is in a phase where there is nothing to do for it. */
    private static Optional<Request> lastCommand(Ending ending, Phase phase) {
        return switch (ending) {
            case START -> lastCommand("cont", Set.of(Phase.NO_MACHINE), phase);
            case STAND -> lastCommand("x-exit-preconfig", Set.of(Phase.NO_MACHINE, Phase.MACHINE_READY), phase);
            case STAY -> Optional.empty();
        };
    }

    private static Optional<Request> lastCommand(String command, Set<Phase> phasesWithout, Phase phase) {
        return phasesWithout.contains(phase) ? Optional.empty() : Optional.of(Request.of(command, Map.of()));
    }

    /** Says all that is wrong, or what the line comes to. */
    private void rehearse(CommandLine line) {
        var rehearsal = rehearsals.begin();
        line.problems().forEach(rehearsal::problem);
        line.commands().forEach(rehearsal::add);
        var written = rehearsal.commands();
        var last = lastCommand(line.ending(), rehearsal.phase());
        last.ifPresent(rehearsal::add);
        if (!rehearsal.errors().isEmpty()) {
            fail(rehearsal.errors().stream()
                    .map(error -> "backplane: " + error.message())
                    .collect(Collectors.joining("\n")));
            return;
        }
        out.print(
                switch (line.purpose()) {
                    case Purpose.Explain(var language) ->
                        transcripts.write(
                                language == Language.QMP ? rehearsal.commands() : written,
                                language,
                                lastWords(line.ending()));
                    case Purpose.DryRun(), Purpose.Run() ->
                        "%d commands without errors; they lead to %s%n"
                                .formatted(
                                        rehearsal.commands().size(),
                                        rehearsal.phase().wireName());
                });
        out.flush();
        exit.accept(0);
    }

    /** How a command line says what is done at its end. */
    private static List<String> lastWords(Ending ending) {
        return switch (ending) {
            case START -> List.of();
            case STAND -> List.of("-S");
            case STAY -> List.of("--preconfig");
        };
    }

    private static Object answer(Feed feed, Request request) {
        try {
            return feed.submit(request).toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof CommandException refused) {
                throw refused;
            }
            throw e;
        }
    }

    private void fail(String message) {
        err.println(message);
        exit.accept(1);
    }

    private void show(Help help, Feed feed) {
        switch (help) {
            case Help.Options() -> showOptions();
            case Help.Version() -> showVersion(feed);
            case Help.File(var file) -> showParameters(file);
            case Help.ConfigSchema() ->
                out.println(Json.pretty(
                        configurations("the schema of configuration files").schema()));
        }
        out.flush();
    }

    private void showParameters(String file) {
        var configuration = configurations(file).describe(file);
        out.printf("usage: backplane %s [NAME=VALUE...]%n", file);
        if (!configuration.doc().isEmpty()) {
            out.println(configuration.doc());
        }
        out.println();
        configuration.parameters().forEach(this::showParameter);
    }

    private Configurations configurations(String what) {
        var known = configurations;
        if (known == null) {
            throw CommandException.failed(what + ": nothing here reads configuration files");
        }
        return known;
    }

    private void showParameter(Configuration.Parameter parameter) {
        var need = parameter.required()
                ? "required"
                : parameter.defaultValue().map("default: %s"::formatted).orElse("optional");
        out.printf("  %-10s %-5s %s (%s)%n", parameter.name(), parameter.type(), parameter.doc(), need);
    }

    private void showVersion(Feed feed) {
        if (answer(feed, Request.of("query-version", Map.of())) instanceof Map<?, ?> version) {
            out.println(version.get("package"));
        }
    }

    private void showOptions() {
        out.println(USAGE);
        out.println();
        out.println("  FILE [NAME=VALUE...]");
        out.println("      Configuration file and its parameters; FILE --help shows them");
        out.println("  schema");
        out.println("      Prints the JSON Schema of configuration files, for editors");
        out.println("  qmp ADDRESS [COMMAND [NAME=VALUE...] | -]");
        out.println("      Talks to a process that listens for QMP; qmp --help says more");
        commands.options().forEach(this::showOption);
        out.println("  -S");
        out.println("      Builds the machine, and does not start the guest");
        out.println("  --preconfig");
        out.println("      Leaves the machine to be configured further");
        out.println("  --dry-run");
        out.println("      Checks all of the line and its files, and does nothing");
        out.println("  --explain[=LANGUAGE]");
        out.printf(
                "      Checks all, and prints the commands that it comes to: %s (default: config)%n",
                ArgvParser.languages());
        out.println("  -h, --help");
        out.println("  --version");
    }

    private void showOption(CommandInfo command) {
        out.printf("  -%s %s%n", String.join(", -", command.options()), ArgvParser.argumentForm(command));
        out.printf("      %s%n", command.doc());
        for (var member : command.arguments().inWords()) {
            if (!member.rest() && !member.inlined()) {
                var assumed =
                        member.defaultValue().map(" (default: %s)"::formatted).orElse("");
                out.printf("      %-12s %s%s%n", member.name(), member.doc(), assumed);
            }
        }
    }
}
