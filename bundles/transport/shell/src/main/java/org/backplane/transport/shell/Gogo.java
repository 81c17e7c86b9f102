package org.backplane.transport.shell;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.felix.gogo.runtime.CommandNotFoundException;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.Converter;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.Commands;
import org.backplane.api.command.Feeds;
import org.backplane.api.schema.Records;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Apache Felix Gogo, the shell of OSGi. Its bundles are there from the beginning and are started by the first line that
 * is for it. Each line has a session of its own.
 */
@Component(service = Gogo.class)
public final class Gogo {
    private static final Logger LOG = LoggerFactory.getLogger(Gogo.class);

    /** What a line needs; in the order in which they are started. */
    private static final List<String> BUNDLES =
            List.of("org.apache.felix.gogo.runtime", "org.apache.felix.gogo.command");

    /** In a session: how functions of ours run commands. */
    static final String RUNNER = ".backplane.runner";

    private final BundleContext context;
    private final GogoFunctions functions;
    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("monitor line").factory());

    @Activate
    public Gogo(
            BundleContext context, @Reference Commands commands, @Reference Records records, @Reference Feeds feeds) {
        this.context = context;
        functions = new GogoFunctions(context, commands, records, feeds);
    }

    @Deactivate
    void close() {
        threads.shutdown();
        functions.close();
    }

    /**
     * Runs a line.
     *
     * @param unknown what to answer if there is no such command, or empty
     * @param runner runs the commands of the registry that it uses
     * @return what it prints
     */
    CompletionStage<String> run(String line, String unknown, Runner runner) {
        return CompletableFuture.supplyAsync(() -> execute(line, unknown, runner), threads);
    }

    private String execute(String line, String unknown, Runner runner) {
        var printed = new ByteArrayOutputStream();
        try (var out = new PrintStream(printed, true, StandardCharsets.UTF_8);
                var session = processor().createSession(InputStream.nullInputStream(), out, out)) {
            session.put("SCOPE", GogoFunctions.SCOPE + ":felix:*");
            session.put(RUNNER, runner);
            var result = session.execute(line);
            out.print(shown(result, session::format));
        } catch (CommandNotFoundException e) {
            return unknown.isEmpty() ? String.valueOf(e.getMessage()) : unknown;
        } catch (CommandException e) {
            return text(printed) + e.message();
        } catch (Exception e) { // whatever a command of others throws
            LOG.debug("{}", line, e);
            return text(printed) + "%s: %s".formatted(e.getClass().getSimpleName(), e.getMessage());
        }
        return text(printed);
    }

    /** How values of others are shown. */
    private interface Format {
        CharSequence of(Object value, int level);
    }

    private static String shown(@Nullable Object result, Format format) {
        return switch (result) {
            case null -> "";
            case Map<?, ?> tree -> Layout.of(tree);
            case List<?> tree when tree.stream().allMatch(Map.class::isInstance) -> Layout.of(tree);
            default -> String.valueOf(format.of(result, Converter.INSPECT));
        };
    }

    private static String text(ByteArrayOutputStream printed) {
        return printed.toString(StandardCharsets.UTF_8);
    }

    /** Starts what is needed, where it is not started; and tells it of the commands that are there now. */
    private synchronized CommandProcessor processor() throws BundleException {
        for (var bundle : context.getBundles()) {
            if (BUNDLES.contains(bundle.getSymbolicName())) {
                bundle.start(org.osgi.framework.Bundle.START_TRANSIENT);
            }
        }
        var reference = context.getServiceReference(CommandProcessor.class);
        var processor = reference == null ? null : context.getService(reference);
        if (processor == null) {
            throw CommandException.failed("There is no shell of OSGi: no bundle " + BUNDLES.getFirst());
        }
        functions.follow();
        return processor;
    }
}
