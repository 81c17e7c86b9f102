package org.backplane.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import aQute.bnd.differ.Baseline;
import aQute.bnd.differ.DiffPluginImpl;
import aQute.bnd.osgi.Instructions;
import aQute.bnd.osgi.Jar;
import aQute.bnd.osgi.Processor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The API keeps its word: against the first one, which is kept in {@code baseline}, each package has the version that
 * its changes ask for. A change that breaks those who use it asks for another major version, an addition for a minor
 * one; the version is in the package's {@code package-info.java}.
 */
class BaselineTest {
    private static final Path FIRST = Path.of("baseline/org.backplane.api-1.0.0.jar");
    private static final Path CLASSES = Path.of("target/classes");

    @TempDir
    private Path directory;

    /** The packages whose versions do not say what their changes are. */
    private static List<String> mismatches(Path newer, Path older) throws Exception {
        try (var processor = new Processor();
                var newerJar = new Jar(newer.toFile());
                var olderJar = new Jar(older.toFile())) {
            var baseline = new Baseline(processor, new DiffPluginImpl());
            return baseline.baseline(newerJar, olderJar, new Instructions("*")).stream()
                    .filter(info -> info.mismatch)
                    .map(info -> "%s has a %s change".formatted(info.packageName, info.packageDiff.getDelta()))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void everyPackageHasTheVersionThatItsChangesAskFor() throws Exception {
        assertEquals(List.of(), mismatches(CLASSES, FIRST));
    }

    @Test
    void aMethodThatIsGoneAsksForAMajorVersion() throws Exception {
        assertEquals(
                List.of("org.backplane.api.device has a MAJOR change"),
                mismatches(changed("void cancel();", ""), CLASSES));
    }

    @Test
    void aMethodMoreForOthersToImplementAsksForAMajorVersion() throws Exception {
        assertEquals(
                List.of("org.backplane.api.device has a MAJOR change"),
                mismatches(
                        changed("void reset();\n\n    /** An input", "void reset();\nvoid more();\n/** An input"),
                        CLASSES));
    }

    @Test
    void aMethodMoreToCallAsksForAMinorVersion() throws Exception {
        assertEquals(
                List.of("org.backplane.api.device has a MINOR change"),
                mismatches(changed("long now();", "long now();\nlong then();"), CLASSES));
    }

    /** The API with one text of a source in {@code org.backplane.api.device} replaced. */
    private Path changed(String text, String replacement) throws IOException {
        var classes = directory.resolve("classes");
        try (var files = Files.walk(CLASSES)) {
            for (var file : (Iterable<Path>) files::iterator) {
                Files.copy(file, classes.resolve(CLASSES.relativize(file)));
            }
        }
        var source = sourceWith(text);
        var edited = directory.resolve(source.getFileName());
        Files.writeString(edited, Files.readString(source).replace(text, replacement));
        int status = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-nowarn",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        "-d",
                        classes.toString(),
                        edited.toString());
        assertEquals(0, status, "it compiles");
        return classes;
    }

    private static Path sourceWith(String text) throws IOException {
        try (var files = Files.list(Path.of("src/main/java/org/backplane/api/device"))) {
            for (var file : (Iterable<Path>) files::iterator) {
                if (Files.readString(file).contains(text)) {
                    return file;
                }
            }
        }
        throw new AssertionError("no source has " + text);
    }
}
