package org.backplane.itests.process;

import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.backplane.itests.Distribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user reads who asks, and how many can ask at once. */
class CommandLineIT {
    @TempDir
    private Path directory;

    @Test
    void helpListsTheOptions() throws Exception {
        assertPrints(List.of("usage: backplane", "-device", "-machine", "-S"), "--help");
    }

    @Test
    void theVersionIsTold() throws Exception {
        assertPrints(List.of("Backplane 0.1.0"), "--version");
    }

    @Test
    void aFileTellsItsParameters() throws Exception {
        assertPrints(List.of("kernel", "initrd", "cmdline", "memory", "cpus", "firmware"), "linux.yaml", "--help");
    }

    @Test
    void withoutWordsItSaysWhatItWants() throws Exception {
        try (var backplane = BackplaneProcess.start(directory)) {
            assertEquals(1, backplane.endInput().exitStatus(), backplane::toString);
            assertTrue(backplane.stderr().startsWith("usage: backplane"), backplane::toString);
            assertEquals("", backplane.stdout());
        }
    }

    @Test
    void eightProcessesStartAtOnce() throws Exception {
        var processes = new ArrayList<BackplaneProcess>();
        try {
            for (int i = 0; i < 8; i++) {
                processes.add(BackplaneProcess.start(directory, "--version"));
            }
            for (var process : processes) {
                assertEquals(0, process.exitStatus(), process::toString);
                assertTrue(process.stdout().startsWith("Backplane"), process::toString);
            }
        } finally {
            processes.forEach(BackplaneProcess::close);
        }
    }

    @Test
    void theFirstRunLeavesACacheForLaterOnes() throws Exception {
        var caches = Files.createDirectories(directory.resolve("backplane/classes"));
        var environment = Map.of("XDG_CACHE_HOME", directory.toString());
        try (var watch = caches.getFileSystem().newWatchService()) {
            caches.register(watch, ENTRY_DELETE);
            assertTellsTheVersion(environment);
            assertNotNull(watch.poll(1, TimeUnit.MINUTES), "the making does not end");
        }
        try (var files = Files.list(caches)) {
            assertEquals(
                    1, files.filter(file -> file.toString().endsWith(".aot")).count());
        }
        assertTellsTheVersion(environment);
    }

    /** The JVM takes a jar of the same size and time for the same. */
    @Test
    void aJarThatIsWrittenAnewHasAnotherCache() throws Exception {
        var script = """
                set -e
                export XDG_CACHE_HOME=$PWD/cache
                cp -R '%s' copy
                copy/bin/backplane --make-cache
                cp -p copy/lib/org.backplane.core-*.jar core.jar
                tee copy/lib/org.backplane.core-*.jar <core.jar >/dev/null
                touch -r core.jar copy/lib/org.backplane.core-*.jar
                copy/bin/backplane --make-cache
                ls cache/backplane/classes/*.aot
                """.formatted(Distribution.program().resolve("../..").normalize());
        try (var shell = BackplaneProcess.shell(directory, script)) {
            assertEquals(0, shell.exitStatus(), shell::toString);
            assertEquals(2, shell.stdout().lines().count(), shell::toString);
        }
    }

    private void assertTellsTheVersion(Map<String, String> environment) throws Exception {
        try (var backplane = BackplaneProcess.start(directory, environment, "--version")) {
            assertEquals(0, backplane.exitStatus(), backplane::toString);
            assertEquals("", backplane.stderr());
        }
    }

    private void assertPrints(List<String> expected, String... words) throws Exception {
        try (var backplane = BackplaneProcess.start(directory, words)) {
            assertEquals(0, backplane.endInput().exitStatus(), backplane::toString);
            expected.forEach(text -> assertTrue(backplane.stdout().contains(text), () -> text + ": " + backplane));
            assertEquals("", backplane.stderr());
        }
    }
}
