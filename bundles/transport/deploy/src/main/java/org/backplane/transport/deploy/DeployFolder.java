package org.backplane.transport.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.Feed;
import org.backplane.api.command.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds what makes the bundles those that a folder holds. Of several jars with one symbolic name the one that was
 * written last counts. What is refused is logged, and tried again when the jar is another; that a bundle in use is
 * removed, also when it may not be in use any more.
 */
final class DeployFolder {
    /** For so long nobody must have written a file, or put another in the place of one that is gone. */
    static final Duration QUIET = Duration.ofMillis(200);

    private static final Logger LOG = LoggerFactory.getLogger(DeployFolder.class);

    private final Path folder;
    private final Feed feed;
    private final InstantSource time;

    /** The jars that were fed, by symbolic name, whatever came of it. */
    private final Map<String, BundleJar> fed = new TreeMap<>();
    /** The names of the bundles that came from here. */
    private final Set<String> ours = new HashSet<>();
    /** The bundles whose jars are gone, and since when. */
    private final Map<String, Instant> missing = new HashMap<>();
    /** The bundles that were in use when their jars were gone, and these jars. */
    private final Map<String, BundleJar> staying = new TreeMap<>();
    /** What was in use may not be any more. */
    private boolean released;
    /** What was said of files that are no bundles, so that it is said once. */
    private final Map<Path, String> complaints = new HashMap<>();

    DeployFolder(Path folder, Feed feed, InstantSource time) {
        this.folder = folder;
        this.feed = feed;
        this.time = time;
    }

    /** Whether bundles stay that would go if they were not in use. */
    boolean waitsForUsers() {
        return !staying.isEmpty();
    }

    /** Lets the next look try to remove bundles again that were in use. */
    void released() {
        released = true;
    }

    /**
     * Looks at the folder, and feeds what follows from it.
     *
     * @return whether it has to be looked at again soon: something is on its way
     * @throws IOException if it cannot be read
     */
    boolean look() throws IOException, InterruptedException {
        var found = new TreeMap<String, BundleJar>();
        var unreadable = new HashSet<Path>();
        boolean unsettled = false;
        for (var file : jars()) {
            if (isBeingWritten(file)) {
                unsettled = true;
                unreadable.add(file);
            } else if (!read(file, found)) {
                unreadable.add(file);
            }
        }
        complaints.keySet().retainAll(unreadable);
        for (var jar : found.values()) {
            missing.remove(jar.name());
            staying.remove(jar.name());
            var last = fed.get(jar.name());
            if (last == null || !(last.equals(jar) || unreadable.contains(last.file()))) {
                deploy(jar);
            }
        }
        boolean early = withdraw(found, unreadable) || unsettled;
        if (released && !early) {
            released = false;
            removeStaying(unreadable);
        }
        return early;
    }

    private List<Path> jars() throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".jar"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private boolean isBeingWritten(Path file) throws IOException {
        try {
            var age = Duration.between(Files.getLastModifiedTime(file).toInstant(), time.instant());
            return age.abs().compareTo(QUIET) < 0;
        } catch (NoSuchFileException e) {
            return false; // reading it finds that out too
        }
    }

    /** Adds a bundle to those found; says so if it is none. */
    private boolean read(Path file, Map<String, BundleJar> found) {
        try {
            var jar = BundleJar.read(file);
            found.merge(jar.name(), jar, (a, b) -> a.modified().isAfter(b.modified()) ? a : b);
            return true;
        } catch (NoSuchFileException e) {
            return false; // it went a moment ago
        } catch (IOException e) {
            var complaint = String.valueOf(e.getMessage());
            if (!complaint.equals(complaints.put(file, complaint))) {
                LOG.warn("{} is not deployed: {}", file, complaint);
            }
            return false;
        }
    }

    private void deploy(BundleJar jar) throws InterruptedException {
        fed.put(jar.name(), jar);
        try {
            var command = isInstalled(jar.name()) ? "bundle-update" : "bundle-install";
            ask(command, Map.of("file", jar.file().toString()));
            ours.add(jar.name());
            LOG.info("{} of {}: {} is there", command, jar.file(), jar.name());
        } catch (CommandException e) {
            LOG.warn("{} is not deployed: {}", jar.file(), e.message());
        }
    }

    private boolean isInstalled(String name) throws InterruptedException {
        return ask("query-bundles", Map.of()) instanceof List<?> bundles
                && bundles.stream().anyMatch(bundle -> bundle instanceof Map<?, ?> it && name.equals(it.get("name")));
    }

    /**
     * Uninstalls bundles whose jars are gone, unless others came in their places.
     *
     * @return whether it is too early to say that of some
     */
    private boolean withdraw(Map<String, BundleJar> found, Set<Path> unreadable) throws InterruptedException {
        boolean early = false;
        for (var jar : List.copyOf(fed.values())) {
            if (found.containsKey(jar.name()) || unreadable.contains(jar.file())) {
                continue;
            }
            var since = missing.computeIfAbsent(jar.name(), _ -> time.instant());
            if (Duration.between(since, time.instant()).compareTo(QUIET) < 0) {
                early = true;
            } else {
                withdraw(jar);
            }
        }
        return early;
    }

    private void withdraw(BundleJar jar) throws InterruptedException {
        fed.remove(jar.name());
        missing.remove(jar.name());
        if (ours.contains(jar.name())) {
            remove(jar);
        }
    }

    /** Tries once more, unless somebody else has removed the bundle, or its jar is coming back. */
    private void removeStaying(Set<Path> unreadable) throws InterruptedException {
        for (var jar : List.copyOf(staying.values())) {
            if (!isInstalled(jar.name())) {
                forget(jar);
            } else if (!unreadable.contains(jar.file())) {
                remove(jar);
            }
        }
    }

    private void forget(BundleJar jar) {
        ours.remove(jar.name());
        staying.remove(jar.name());
    }

    private void remove(BundleJar jar) throws InterruptedException {
        try {
            ask("bundle-uninstall", Map.of("name", jar.name()));
            forget(jar);
            LOG.info("{} is gone, and its bundle {} too", jar.file(), jar.name());
        } catch (CommandException e) {
            if (staying.put(jar.name(), jar) == null) {
                LOG.warn("{} is gone, but its bundle stays: {}", jar.file(), e.message());
            }
        }
    }

    private Object ask(String command, Map<String, Object> arguments) throws InterruptedException {
        try {
            return feed.submit(Request.of(command, arguments))
                    .toCompletableFuture()
                    .get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CommandException refused) {
                throw refused;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
