package org.backplane.transport.config;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.backplane.api.Default;
import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.Composite;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Place;
import org.backplane.api.command.Request;
import org.backplane.api.command.Role;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the commands of a configuration file in its own place: all of them, or none. */
@Component(service = Command.class)
@CommandName("config-load")
@Doc("Runs the commands of a configuration file.")
@LeastRole(Role.OWNER)
public final class ConfigLoad
        implements Command<ConfigLoad.Arguments, CompletionStage<Command.Done>>, Composite<ConfigLoad.Arguments> {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigLoad.class);
    private static final int DEEPEST = 8;

    public record Arguments(
            @Doc("Configuration file: a path, or the name of a shipped one")
            String file,

            @Doc("Values of the file's parameters") @Default("{}")
            Map<String, Object> parameters) {}

    private final ConfigFiles files;

    @Activate
    public ConfigLoad(@Reference ConfigFiles files) {
        this.files = files;
    }

    @Override
    public CompletionStage<Command.Done> run(Arguments arguments, Call call) {
        return CompletableFuture.supplyAsync(() -> checked(arguments, call), ConfigLoad::start)
                .thenCompose(call::inject)
                .thenApply(_ -> Done.DONE);
    }

    /** Reading and rendering take their time, so they have a thread. */
    private static void start(Runnable work) {
        Thread.ofPlatform().name("config-load").daemon().start(work);
    }

    private List<Request> checked(Arguments arguments, Call call) {
        var parts = parts(arguments, call.place());
        Problems.throwAny(call.check(parts));
        log(arguments.file, parts.requests());
        return parts.requests();
    }

    @Override
    public Parts parts(Arguments arguments, Place place) {
        if (place instanceof ItemPlace by && by.depth() >= DEEPEST) {
            throw CommandException.badArgument(
                    "file", "files load each other more than %d deep; does one load itself?".formatted(DEEPEST));
        }
        return files.load(arguments.file, arguments.parameters, place);
    }

    private static void log(String file, List<Request> requests) {
        LOG.debug("{} comes to {} commands", file, requests.size());
        requests.forEach(request -> LOG.debug("{}: {} {}", file, request.command(), request.arguments()));
    }
}
