package org.backplane.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageKeyTest {
    @TempDir
    private Path folder;

    private Path framework;
    private Path jar;

    @BeforeEach
    void makeJars() throws Exception {
        framework = Files.writeString(folder.resolve("framework.jar"), "framework");
        jar = Files.writeString(folder.resolve("bundle.jar"), "bundle");
    }

    @Test
    void theSameFilesHaveTheSameKey() throws Exception {
        assertEquals(key(1), key(1));
    }

    @Test
    void aJarOfTheSameSizeAndTimeInItsPlaceHasAnotherKey() throws Exception {
        var before = key(1);
        var other = Files.writeString(folder.resolve("other.jar"), "BUNDLE");
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(jar));
        Files.move(other, jar, StandardCopyOption.REPLACE_EXISTING);
        assertNotEquals(before, key(1));
    }

    @Test
    void anotherStartLevelIsAnotherKey() throws Exception {
        assertNotEquals(key(1), key(2));
    }

    @Test
    void anotherFrameworkIsAnotherKey() throws Exception {
        var before = key(1);
        Files.writeString(framework, "a newer framework");
        assertNotEquals(before, key(1));
    }

    @Test
    void aJarThatCannotBeReadIsAnErrorThatNamesIt() throws Exception {
        Files.delete(jar);
        var refused = assertThrows(StartException.class, () -> key(1));
        assertTrue(String.valueOf(refused.getMessage()).startsWith(jar + ": cannot be read"));
    }

    private String key(int startLevel) throws StartException {
        return StorageKey.of(framework, List.of(new Provision("x:bundle:1", jar, startLevel, true)));
    }
}
