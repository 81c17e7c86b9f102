package org.backplane.transport.shell;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandInfo;
import org.backplane.api.command.Commands;
import org.backplane.api.command.Feeds;
import org.backplane.api.command.Place;
import org.backplane.api.command.Request;
import org.backplane.api.schema.Records;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/** Every command of the registry as a function of Gogo: {@code backplane:query-status}, and {@code info status}. */
final class GogoFunctions {
    static final String SCOPE = "backplane";

    private static final String GREP = "grep";

    private final BundleContext context;
    private final Names names;
    private final Records records;
    private final Feeds feeds;
    private final Map<String, ServiceRegistration<?>> registered = new HashMap<>();

    GogoFunctions(BundleContext context, Commands commands, Records records, Feeds feeds) {
        this.context = context;
        names = new Names(commands);
        this.records = records;
        this.feeds = feeds;
    }

    /** Registers a function for each command that is there now, and for no other. */
    synchronized void follow() {
        var present = new HashSet<>(names.all());
        present.add(Names.INFO);
        present.add(GREP);
        registered.entrySet().removeIf(entry -> {
            boolean gone = !present.contains(entry.getKey());
            if (gone) {
                entry.getValue().unregister();
            }
            return gone;
        });
        present.forEach(name -> registered.computeIfAbsent(name, this::register));
    }

    private ServiceRegistration<?> register(String name) {
        Function function = name.equals(GREP)
                ? (_, arguments) -> grep(arguments)
                : (session, arguments) -> run(name, session, arguments);
        return context.registerService(
                Function.class,
                function,
                FrameworkUtil.asDictionary(
                        Map.of(CommandProcessor.COMMAND_SCOPE, SCOPE, CommandProcessor.COMMAND_FUNCTION, name)));
    }

    /** Passes lines on in which a pattern is found; Gogo has its own in its terminal only, where the monitor stands. */
    private static String grep(List<Object> arguments) {
        if (arguments.size() != 1) {
            throw CommandException.failed("expected: grep pattern");
        }
        var pattern = Pattern.compile(arguments.getFirst().toString());
        return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                .lines()
                .filter(line -> pattern.matcher(line).find())
                .collect(Collectors.joining("\n"));
    }

    synchronized void close() {
        registered.values().forEach(ServiceRegistration::unregister);
        registered.clear();
    }

    private Object run(String name, CommandSession session, List<Object> arguments) {
        var words = new ArrayList<Word>();
        words.add(Word.of(name));
        arguments.forEach(argument -> words.add(Word.of(argument)));
        var named = names.find(words).orElseThrow(() -> CommandException.failed(names.unknown(words)));
        var request = request(named.command(), words.subList(named.words(), words.size()));
        return session.get(Gogo.RUNNER) instanceof Runner runner ? await(runner, request) : alone(request);
    }

    private Request request(CommandInfo command, List<Word> words) {
        var bound = Arguments.bind("", command, words, records);
        return new Request(command.name(), bound.tree(), Request.Form.WORDS, Place.NONE);
    }

    /** A session that is not the monitor's has a way of its own to the loop. */
    private Object alone(Request request) {
        try (var feed = feeds.open("gogo", _ -> {})) {
            return await(feed::submit, request);
        }
    }

    private static Object await(Runner runner, Request request) {
        try {
            return runner.run(request).toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof CommandException refused ? refused : e;
        }
    }
}
