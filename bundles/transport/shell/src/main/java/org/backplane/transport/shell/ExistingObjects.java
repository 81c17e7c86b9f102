package org.backplane.transport.shell;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.backplane.api.command.Feeds;
import org.backplane.api.command.Request;

/** Looks into the object tree for what an argument can name. */
final class ExistingObjects implements Completion.Existing {
    /** Who waits for a completion waits no longer; the loop may be busy. */
    private static final long LIMIT_MILLIS = 500;

    private static final Map<String, String> BY_ARGUMENT = Map.of(
            "path", "/",
            "chardev", "/chardevs/",
            "drive", "/blocks/",
            "node-name", "/blocks/",
            "file", "/blocks/",
            "rng", "/objects/");

    private static final Map<String, String> BY_COMMAND =
            Map.of("device", "/machine/peripheral/", "object", "/objects/", "chardev", "/chardevs/");

    private final Feeds feeds;

    ExistingObjects(Feeds feeds) {
        this.feeds = feeds;
    }

    @Override
    public List<String> named(String command, String argument) {
        if (argument.equals("id") && command.matches(".*[-_](del|remove)")) {
            var below = BY_COMMAND.get(command.split("[-_]", 2)[0]);
            return below == null ? List.of() : names(below);
        }
        var below = BY_ARGUMENT.get(argument);
        return below == null ? List.of() : below.equals("/") ? paths() : names(below);
    }

    private List<String> names(String below) {
        return paths().stream()
                .filter(path -> path.startsWith(below))
                .map(path -> path.substring(below.length()))
                .filter(name -> !name.contains("/"))
                .toList();
    }

    private List<String> paths() {
        try (var feed = feeds.open("monitor completion", _ -> {})) {
            var tree = feed.submit(Request.of("query-qom-tree", Map.of()))
                    .toCompletableFuture()
                    .get(LIMIT_MILLIS, TimeUnit.MILLISECONDS);
            return ((List<?>) tree)
                    .stream()
                            .map(object -> String.valueOf(((Map<?, ?>) object).get("path")))
                            .toList();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        } catch (ExecutionException | TimeoutException e) {
            return List.of();
        }
    }
}
