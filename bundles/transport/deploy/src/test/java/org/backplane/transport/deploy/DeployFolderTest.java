package org.backplane.transport.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeployFolderTest {
    @TempDir
    private Path directory;

    private final FakeFramework framework = new FakeFramework();
    private Instant now = Instant.parse("2026-11-28T12:00:00Z");
    private DeployFolder folder;

    @BeforeEach
    void watch() {
        folder = new DeployFolder(directory, framework, () -> now);
    }

    /** Looks twice, so that what is gone is known to be gone. */
    private List<String> settle() throws Exception {
        folder.look();
        now = now.plus(DeployFolder.QUIET);
        assertFalse(folder.look(), "something is still on its way");
        return framework.asked();
    }

    private Path put(String file, String name) throws IOException {
        return write(file, Jars.of(name));
    }

    private Path write(String file, byte[] bytes) throws IOException {
        var path = Files.write(directory.resolve(file), bytes);
        Files.setLastModifiedTime(path, FileTime.from(now));
        return path;
    }

    @Test
    void aJarIsInstalledOnce() throws Exception {
        put("a.jar", "com.example.a");
        assertEquals(List.of("bundle-install a.jar"), settle());
        assertEquals(List.of(), settle());
    }

    @Test
    void aJarThatIsBeingWrittenIsLeftAlone() throws Exception {
        put("a.jar", "com.example.a");
        assertTrue(folder.look());
        assertEquals(List.of(), framework.asked());
        now = now.plus(DeployFolder.QUIET);
        assertFalse(folder.look());
        assertEquals(List.of("bundle-install a.jar"), framework.asked());
    }

    @Test
    void halfAJarIsNotTakenHoweverOldItIs() throws Exception {
        var bytes = Jars.of("com.example.a");
        write("a.jar", Arrays.copyOf(bytes, bytes.length - 30));
        assertEquals(List.of(), settle());
        write("a.jar", bytes);
        assertEquals(List.of("bundle-install a.jar"), settle());
    }

    @Test
    void aJarThatIsWrittenOverReplacesItsBundle() throws Exception {
        put("a.jar", "com.example.a");
        settle();
        put("a.jar", "com.example.a");
        assertEquals(List.of("bundle-update a.jar"), settle());
    }

    @Test
    void aBundleIsNotRemovedWhileItsJarIsWrittenOver() throws Exception {
        put("a.jar", "com.example.a");
        settle();
        var bytes = Jars.of("com.example.a");
        write("a.jar", Arrays.copyOf(bytes, bytes.length / 2));
        assertEquals(List.of(), settle());
    }

    @Test
    void ofTwoJarsWithOneNameTheLaterOneCounts() throws Exception {
        put("a-1.jar", "com.example.a");
        settle();
        put("a-2.jar", "com.example.a");
        assertEquals(List.of("bundle-update a-2.jar"), settle());
        Files.delete(directory.resolve("a-1.jar"));
        assertEquals(List.of(), settle());
    }

    @Test
    void theEarlierOneIsNotBackWhileTheLaterOneIsWrittenOver() throws Exception {
        put("a-1.jar", "com.example.a");
        settle();
        put("a-2.jar", "com.example.a");
        settle();
        put("a-2.jar", "com.example.a");
        folder.look();
        assertEquals(List.of(), framework.asked());
        assertEquals(List.of("bundle-update a-2.jar"), settle());
    }

    @Test
    void theEarlierOneIsBackWhenTheLaterOneGoes() throws Exception {
        put("a-1.jar", "com.example.a");
        settle();
        put("a-2.jar", "com.example.a");
        settle();
        Files.delete(directory.resolve("a-2.jar"));
        assertEquals(List.of("bundle-update a-1.jar"), settle());
    }

    @Test
    void aBundleThatIsThereAlreadyIsReplaced() throws Exception {
        framework.installed.add("com.example.a");
        put("a.jar", "com.example.a");
        assertEquals(List.of("bundle-update a.jar"), settle());
    }

    @Test
    void aBundleGoesWithItsJar() throws Exception {
        var jar = put("a.jar", "com.example.a");
        settle();
        Files.delete(jar);
        assertEquals(List.of("bundle-uninstall com.example.a"), settle());
        assertEquals(List.of(), settle());
    }

    @Test
    void aJarThatIsGoneForAMomentIsReplaced() throws Exception {
        var jar = put("a.jar", "com.example.a");
        settle();
        Files.delete(jar);
        assertTrue(folder.look());
        put("a.jar", "com.example.a");
        assertEquals(List.of("bundle-update a.jar"), settle());
    }

    @Test
    void aJarWithAnotherNameInItsPlaceIsAnotherBundle() throws Exception {
        put("a.jar", "com.example.a");
        settle();
        put("a.jar", "com.example.b");
        assertEquals(List.of("bundle-install a.jar", "bundle-uninstall com.example.a"), twice());
    }

    private List<String> twice() throws Exception {
        now = now.plus(DeployFolder.QUIET);
        folder.look();
        now = now.plus(DeployFolder.QUIET);
        folder.look();
        return framework.asked();
    }

    @Test
    void whatIsRefusedIsTriedAgainWhenTheJarIsAnother() throws Exception {
        framework.refuse("it does not start");
        put("a.jar", "com.example.a");
        assertEquals(List.of("bundle-install a.jar"), settle());
        assertEquals(List.of(), settle());
        framework.refuse(null);
        put("a.jar", "com.example.a");
        assertEquals(List.of("bundle-install a.jar"), settle());
    }

    @Test
    void aBundleThatNeverCameFromHereDoesNotGoWithTheJar() throws Exception {
        framework.installed.add("com.example.a");
        framework.refuse("it is in use");
        var jar = put("a.jar", "com.example.a");
        settle();
        Files.delete(jar);
        assertEquals(List.of(), settle());
    }

    @Test
    void aBundleInUseStaysAndIsReplacedByTheNextJar() throws Exception {
        var jar = put("a.jar", "com.example.a");
        settle();
        framework.refuse("it is in use");
        Files.delete(jar);
        assertEquals(List.of("bundle-uninstall com.example.a"), settle());
        framework.refuse(null);
        put("a.jar", "com.example.a");
        assertEquals(List.of("bundle-update a.jar"), settle());
    }

    private Path removeInUse() throws Exception {
        var jar = put("a.jar", "com.example.a");
        settle();
        framework.refuse("it is in use");
        Files.delete(jar);
        assertEquals(List.of("bundle-uninstall com.example.a"), settle());
        assertTrue(folder.waitsForUsers());
        return jar;
    }

    @Test
    void aBundleInUseGoesWhenNobodyUsesItAnyMore() throws Exception {
        removeInUse();
        assertEquals(List.of(), settle());
        folder.released();
        assertEquals(List.of("bundle-uninstall com.example.a"), settle());
        assertEquals(List.of(), settle());

        framework.refuse(null);
        folder.released();
        assertEquals(List.of("bundle-uninstall com.example.a"), settle());
        assertFalse(folder.waitsForUsers());
        folder.released();
        assertEquals(List.of(), settle());
    }

    @Test
    void aBundleWhoseJarCameBackStays() throws Exception {
        removeInUse();
        framework.refuse(null);
        put("a.jar", "com.example.a");
        assertEquals(List.of("bundle-update a.jar"), settle());
        assertFalse(folder.waitsForUsers());
        folder.released();
        assertEquals(List.of(), settle());
    }

    @Test
    void aBundleThatSomebodyElseHasRemovedIsForgotten() throws Exception {
        removeInUse();
        framework.installed.clear();
        folder.released();
        assertEquals(List.of(), settle());
        assertFalse(folder.waitsForUsers());
    }

    @Test
    void aBundleWhoseJarIsHalfBackStays() throws Exception {
        removeInUse();
        var bytes = Jars.of("com.example.a");
        write("a.jar", Arrays.copyOf(bytes, bytes.length / 2));
        folder.released();
        assertEquals(List.of(), settle());
    }

    @Test
    void aBundleWhoseJarIsJustComingBackStays() throws Exception {
        removeInUse();
        framework.refuse(null);
        put("a.jar", "com.example.a");
        folder.released();
        folder.look();
        assertEquals(List.of(), framework.asked());
        assertEquals(List.of("bundle-update a.jar"), settle());
    }

    @Test
    void whatIsNoBundleIsLeftAlone() throws Exception {
        write("a.txt", Jars.of("com.example.a"));
        write("b.jar", new byte[100]);
        write("c.jar", Jars.of(null));
        Files.createDirectory(directory.resolve("d.jar"));
        assertEquals(List.of(), settle());
    }
}
