package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.backplane.itests.Distribution;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;

/** A bundle of the project whose author changes its source and builds it anew. */
final class RebuiltBundle {
    private static final Path MODULES = Path.of("../bundles");

    private final Path work;
    private final Path sources;
    private final Path original;
    private final List<String[]> edits = new ArrayList<>();
    private @Nullable Path compiled;

    /**
     * @param work an empty folder
     * @param folder the bundle's folder: {@code device/uart16550}
     */
    RebuiltBundle(Path work, String folder) throws IOException {
        this.work = Files.createDirectories(work);
        sources = MODULES.resolve(folder).resolve("src/main/java");
        original = Distribution.library("org.backplane." + folder.replace('/', '.'));
    }

    /** Replaces a text that occurs once in its sources. */
    RebuiltBundle edit(String text, String replacement) {
        edits.add(new String[] {text, replacement});
        compiled = null;
        return this;
    }

    /** Builds it; returns its jar. What has not changed is not compiled again. */
    Path build(String version) throws IOException {
        var classes = compiled;
        if (classes == null) {
            classes = Files.createDirectory(work.resolve("classes-" + version));
            compile(changedSources(version), classes);
            compiled = classes;
        }
        var target = work.resolve(version + ".jar");
        try (var from = new JarFile(original.toFile());
                var to = new JarOutputStream(Files.newOutputStream(target), manifest(from, version))) {
            for (var entry : (Iterable<JarEntry>) from.stream()::iterator) {
                if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
                    to.putNextEntry(new JarEntry(entry.getName()));
                    to.write(contents(from, entry, classes));
                }
            }
        }
        return target;
    }

    /** Builds anew what a jar holds, with another version and nothing else that differs. */
    static Path withVersion(Path jar, String version, Path target) throws IOException {
        try (var from = new JarFile(jar.toFile());
                var to = new JarOutputStream(Files.newOutputStream(target), manifest(from, version))) {
            for (var entry : (Iterable<JarEntry>) from.stream()::iterator) {
                if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
                    to.putNextEntry(new JarEntry(entry.getName()));
                    try (var stream = from.getInputStream(entry)) {
                        stream.transferTo(to);
                    }
                }
            }
        }
        return target;
    }

    private static byte[] contents(JarFile from, JarEntry entry, Path classes) throws IOException {
        var changed = classes.resolve(entry.getName());
        if (Files.isRegularFile(changed)) {
            return Files.readAllBytes(changed);
        }
        try (var stream = from.getInputStream(entry)) {
            return stream.readAllBytes();
        }
    }

    private static Manifest manifest(JarFile from, String version) throws IOException {
        var manifest = new Manifest(from.getManifest());
        manifest.getMainAttributes().put(new Attributes.Name(Constants.BUNDLE_VERSION), version);
        return manifest;
    }

    private List<File> changedSources(String version) throws IOException {
        var changed = Files.createDirectory(work.resolve("sources-" + version));
        var files = new ArrayList<File>();
        var unused = new ArrayList<>(edits);
        try (Stream<Path> all = Files.walk(sources)) {
            for (var source :
                    all.filter(file -> file.toString().endsWith(".java")).toList()) {
                var text = Files.readString(source);
                for (var edit : edits) {
                    if (text.contains(edit[0])) {
                        text = text.replace(edit[0], edit[1]);
                        unused.remove(edit);
                    }
                }
                var target = changed.resolve(sources.relativize(source));
                Files.createDirectories(target.getParent());
                files.add(Files.writeString(target, text).toFile());
            }
        }
        assertTrue(unused.isEmpty(), () -> "nothing to edit: " + unused.getFirst()[0]);
        assertNotEquals(0, files.size());
        return files;
    }

    private static void compile(List<File> files, Path classes) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var manager = compiler.getStandardFileManager(null, null, null);
                var jars = Files.list(Distribution.libraries())) {
            var classPath = Stream.concat(jars.map(Path::toString), Stream.of(System.getProperty("java.class.path")))
                    .collect(Collectors.joining(File.pathSeparator));
            var options = List.of("-proc:none", "-nowarn", "-d", classes.toString(), "-classpath", classPath);
            var units = manager.getJavaFileObjectsFromFiles(files);
            assertTrue(
                    compiler.getTask(null, manager, null, options, null, units).call(), "the source compiles");
        }
    }
}
