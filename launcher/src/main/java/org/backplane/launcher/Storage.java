package org.backplane.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A framework's storage, kept between runs: one folder for each set of bundles, in it a few slots, each for one process
 * at a time. The framework would share its storage with whoever else uses it and notice nothing, so each slot has a lock
 * of ours. A process that finds none free, or may not write there, gets a folder that goes when it does.
 *
 * <pre>
 *   bundles/lock              held while slots are looked for and removed
 *   bundles/KEY/0  0.lock     a slot; its lock is held as long as a process uses it
 * </pre>
 */
final class Storage implements AutoCloseable {
    /** Sets of bundles whose storage is kept, the last used ones. */
    private static final int KEPT_KEYS = 4;

    private static final int SLOTS = 8;
    private static final String LOCK_SUFFIX = ".lock";
    private static final Logger LOG = LoggerFactory.getLogger(Storage.class);

    private final Path directory;
    private final @Nullable FileChannel lock;

    private Storage(Path directory, @Nullable FileChannel lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /** Where a user's caches are. */
    static Path cacheOf(Map<String, String> environment, Path home) {
        return Optional.ofNullable(environment.get("XDG_CACHE_HOME"))
                .map(Path::of)
                .filter(Path::isAbsolute)
                .orElse(home.resolve(".cache"))
                .resolve("backplane");
    }

    /**
     * Finds a slot that no other process uses.
     *
     * @param cache where storage is kept
     * @param key names the set of bundles
     */
    static Storage acquire(Path cache, String key) throws StartException {
        var root = cache.resolve("bundles");
        try {
            Files.createDirectories(root);
            try (var all = FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var _ = all.lock()) {
                var slot = freeSlot(root, key);
                if (slot.isPresent()) {
                    return slot.get();
                }
            }
        } catch (IOException | OverlappingFileLockException e) {
            LOG.debug("no storage is kept in {}", root, e);
        }
        return temporary();
    }

    private static Optional<Storage> freeSlot(Path root, String key) throws IOException {
        var folder = root.resolve(key);
        if (!Files.isDirectory(folder)) {
            removeOldest(root);
            Files.createDirectory(folder);
        }
        Files.setLastModifiedTime(folder, FileTime.from(Instant.now()));
        for (int number = 0; number < SLOTS; number++) {
            var channel = tryLock(folder.resolve(number + LOCK_SUFFIX));
            if (channel.isPresent()) {
                return Optional.of(new Storage(folder.resolve(String.valueOf(number)), channel.get()));
            }
        }
        return Optional.empty();
    }

    private static Storage temporary() throws StartException {
        try {
            return new Storage(Files.createTempDirectory("backplane"), null);
        } catch (IOException e) {
            throw new StartException("there is no place for the framework's storage: " + e, e);
        }
    }

    /** The lock of a slot, by the channel that holds it. */
    private static Optional<FileChannel> tryLock(Path file) throws IOException {
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock taken;
        try {
            taken = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            taken = null; // by this process
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        if (taken == null) {
            channel.close();
            return Optional.empty();
        }
        return Optional.of(channel);
    }

    private static void removeOldest(Path root) throws IOException {
        for (var folder : oldestFirst(root, KEPT_KEYS - 1)) {
            removeUnused(folder);
        }
    }

    private static List<Path> oldestFirst(Path root, int kept) throws IOException {
        record Aged(Path folder, FileTime used) {}
        var all = new ArrayList<Aged>();
        try (var folders = Files.newDirectoryStream(root, Files::isDirectory)) {
            for (var folder : folders) {
                all.add(new Aged(folder, Files.getLastModifiedTime(folder)));
            }
        }
        all.sort(Comparator.comparing(Aged::used));
        return all.subList(0, Math.max(0, all.size() - kept)).stream()
                .map(Aged::folder)
                .toList();
    }

    private static void removeUnused(Path folder) throws IOException {
        var locks = new ArrayList<FileChannel>();
        try (var files = Files.newDirectoryStream(folder, "*" + LOCK_SUFFIX)) {
            for (var file : files) {
                var lock = tryLock(file);
                if (lock.isEmpty()) {
                    return;
                }
                locks.add(lock.get());
            }
            delete(folder);
        } finally {
            for (var lock : locks) {
                lock.close();
            }
        }
    }

    /** The folder to give to the framework. */
    Path directory() {
        return directory;
    }

    /** Whether an earlier run left something in it. */
    boolean isUsed() {
        return directory.resolve("bundle0").toFile().exists();
    }

    /**
     * Removes bundles that an earlier run had installed beside those it was started with: the framework, which could do
     * it as well, takes ten times as long.
     *
     * @param locations of the bundles that stay
     */
    void keep(Set<String> locations) {
        try (var folders = Files.newDirectoryStream(directory, "bundle*")) {
            for (var folder : folders) {
                var info = folder.resolve("bundle.info");
                if (Files.exists(info) && Files.readAllLines(info).stream().noneMatch(locations::contains)) {
                    delete(folder);
                }
            }
        } catch (IOException e) {
            LOG.debug("{} is left to the framework", directory, e);
        }
    }

    /** Throws away what is in it. */
    void clear() throws StartException {
        try {
            delete(directory);
        } catch (IOException e) {
            throw new StartException(
                    "%s: this storage is broken and cannot be removed: %s".formatted(directory, e.getMessage()), e);
        }
    }

    /** Lets other processes have it; a temporary one is removed. */
    @Override
    public void close() {
        try {
            if (lock == null) {
                delete(directory);
            } else {
                lock.close();
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be given back: {}", directory, e.toString());
        }
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
