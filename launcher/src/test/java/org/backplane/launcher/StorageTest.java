package org.backplane.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageTest {
    @TempDir
    private Path cache;

    @Test
    void whatOneRunLeavesTheNextOneFinds() throws Exception {
        try (var first = Storage.acquire(cache, "key")) {
            assertFalse(first.isUsed());
            use(first);
        }
        try (var second = Storage.acquire(cache, "key")) {
            assertTrue(second.isUsed());
        }
    }

    @Test
    void otherBundlesHaveAnotherStorage() throws Exception {
        try (var one = Storage.acquire(cache, "one");
                var other = Storage.acquire(cache, "other")) {
            assertNotEquals(one.directory(), other.directory());
        }
    }

    @Test
    void everyOneOfManyAtOnceHasItsOwn() throws Exception {
        var all = new ArrayList<Storage>();
        try {
            for (int i = 0; i < 12; i++) {
                all.add(Storage.acquire(cache, "key"));
            }
            var directories = new HashSet<Path>();
            all.forEach(storage -> directories.add(storage.directory()));
            assertEquals(12, directories.size());
        } finally {
            all.forEach(Storage::close);
        }
    }

    @Test
    void whereNothingCanBeKeptStorageGoesWithTheProcess() throws Exception {
        var file = Files.createFile(cache.resolve("file"));
        var storage = Storage.acquire(file, "key");
        use(storage);
        assertTrue(Files.exists(storage.directory()));
        storage.close();
        assertFalse(Files.exists(storage.directory()));
    }

    @Test
    void clearedStorageIsAsNew() throws Exception {
        try (var storage = Storage.acquire(cache, "key")) {
            use(storage);
            storage.clear();
            assertFalse(storage.isUsed());
        }
    }

    @Test
    void whatARunHasInstalledBesideIsForgotten() throws Exception {
        try (var storage = Storage.acquire(cache, "key")) {
            use(storage);
            var kept = install(storage, "bundle1", "file:/kept.jar");
            var other = install(storage, "bundle2", "file:/other.jar");
            storage.keep(Set.of("file:/kept.jar"));
            assertTrue(Files.exists(kept));
            assertFalse(Files.exists(other));
            assertTrue(storage.isUsed());
        }
    }

    /** As a framework does. */
    private static Path install(Storage storage, String name, String location) throws Exception {
        var folder = Files.createDirectories(storage.directory().resolve(name));
        Files.write(folder.resolve("bundle.info"), List.of("7", location, "32"));
        return folder;
    }

    @Test
    void theOldestKeyGoesWhenANewOneComes() throws Exception {
        for (int i = 0; i < 4; i++) {
            useOnce("key" + i, 1000 + i);
        }
        useOnce("new", 2000);
        assertFalse(Files.exists(cache.resolve("bundles/key0")));
        assertTrue(Files.exists(cache.resolve("bundles/key1/0/bundle0")));
        assertTrue(Files.exists(cache.resolve("bundles/new/0/bundle0")));
    }

    @Test
    void aKeyInUseStays() throws Exception {
        try (var used = Storage.acquire(cache, "used")) {
            use(used);
            Files.setLastModifiedTime(cache.resolve("bundles/used"), FileTime.fromMillis(0));
            for (int i = 0; i < 6; i++) {
                useOnce("key" + i, 1000 + i);
            }
            assertTrue(used.isUsed());
        }
    }

    @Test
    void theCacheIsWhereTheUserWantsIt() {
        var home = Path.of("/home/user");
        assertEquals(Path.of("/c/backplane"), Storage.cacheOf(Map.of("XDG_CACHE_HOME", "/c"), home));
        assertEquals(Path.of("/home/user/.cache/backplane"), Storage.cacheOf(Map.of(), home));
        assertEquals(Path.of("/home/user/.cache/backplane"), Storage.cacheOf(Map.of("XDG_CACHE_HOME", ""), home));
    }

    private void useOnce(String key, long when) throws Exception {
        try (var storage = Storage.acquire(cache, key)) {
            use(storage);
            Files.setLastModifiedTime(cache.resolve("bundles").resolve(key), FileTime.fromMillis(when));
        }
    }

    /** Does what a framework does first. */
    private static void use(Storage storage) throws Exception {
        Files.createDirectories(storage.directory().resolve("bundle0"));
    }
}
