package org.backplane.transport.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.Feed;
import org.backplane.api.command.Feeds;
import org.backplane.api.command.Request;
import org.backplane.api.event.Event;
import org.jspecify.annotations.Nullable;

/** Takes commands as the main loop does, knows bundles by their names only, and remembers what it was asked. */
final class FakeFramework implements Feeds, Feed {
    final TreeSet<String> installed = new TreeSet<>();
    private final List<String> asked = new ArrayList<>();
    private volatile @Nullable String refusal;
    private volatile Consumer<Event> listener = _ -> {};

    @Override
    public Feed open(String origin, Consumer<Event> events) {
        listener = events;
        return this;
    }

    @Override
    public synchronized CompletionStage<Object> submit(Request request) {
        if (request.command().equals("query-bundles")) {
            return CompletableFuture.completedFuture(
                    installed.stream().map(name -> Map.of("name", name)).toList());
        }
        var argument = request.arguments().values().iterator().next().toString();
        asked.add(request.command() + " " + Path.of(argument).getFileName());
        notifyAll();
        if (refusal != null) {
            return CompletableFuture.failedFuture(CommandException.failed(refusal));
        }
        if (request.command().equals("bundle-uninstall")) {
            installed.remove(argument);
        } else {
            installed.add(name(argument));
        }
        return CompletableFuture.completedFuture(Map.of());
    }

    private static String name(String file) {
        try {
            return BundleJar.read(Path.of(file)).name();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What changing commands came since the last question. */
    synchronized List<String> asked() {
        var since = List.copyOf(asked);
        asked.clear();
        return since;
    }

    /** Waits for a changing command. */
    synchronized List<String> await() throws InterruptedException {
        while (asked.isEmpty()) {
            wait();
        }
        return asked();
    }

    /** Tells of an event. */
    void tell(String name) {
        listener.accept(new Event(name, Map.of(), Instant.EPOCH));
    }

    /** Refuses all that comes, or takes it again. */
    void refuse(@Nullable String message) {
        refusal = message;
    }

    @Override
    public void close() {}
}
