package org.backplane.itests.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.backplane.itests.Distribution;
import org.osgi.framework.Constants;

/** A distribution of later on: its API has additions and says so by its versions, and its bundles are built against it. */
final class LaterApi {
    private static final String API = "org.backplane.api-";
    /** A package of the API in a manifest, with its version or range. */
    private static final Pattern PACKAGE =
            Pattern.compile("(org\\.backplane\\.api[\\w.]*(?:;uses:=\"[^\"]*\")?;version=\")([^\"]*)(\")");

    private LaterApi() {}

    /** Makes it in a folder that is not there yet; returns its program. */
    static Path distribution(Path home, Path work) throws IOException {
        var api = new RebuiltBundle(work, "api")
                .edit("void guestError(String message);", """
                        void guestError(String message);
                        /** An addition. */
                        default boolean isTraced() {
                            return false;
                        }
                        """)
                .edit("void reset();\n\n    /** An input", """
                        void reset();
                        /** An addition. */
                        default void trace(String message) {}
                        /** An input""")
                .build("1.1.0");
        var original = Objects.requireNonNull(Distribution.libraries().getParent());
        try (Stream<Path> files = Files.walk(original)) {
            for (var file : (Iterable<Path>) files::iterator) {
                var copy = home.resolve(original.relativize(file).toString());
                var name = file.getFileName().toString();
                if (name.startsWith("org.backplane.") && name.endsWith(".jar")) {
                    rebuild(name.startsWith(API) ? api : file, copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
        return home.resolve("bin/backplane");
    }

    /** The same jar, with the versions in its manifest that bnd would write now. */
    private static void rebuild(Path jar, Path target) throws IOException {
        try (var from = new JarFile(jar.toFile());
                var to = new JarOutputStream(Files.newOutputStream(target), later(from.getManifest()))) {
            for (var entry : (Iterable<JarEntry>) from.stream()::iterator) {
                if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
                    to.putNextEntry(new JarEntry(entry.getName()));
                    try (var stream = from.getInputStream(entry)) {
                        stream.transferTo(to);
                    }
                }
            }
        }
    }

    private static Manifest later(Manifest manifest) {
        for (var header : new String[] {Constants.EXPORT_PACKAGE, Constants.IMPORT_PACKAGE}) {
            manifest.getMainAttributes()
                    .computeIfPresent(
                            new Attributes.Name(header),
                            (_, value) -> PACKAGE.matcher((String) value)
                                    .replaceAll(match -> match.group(1) + later(match.group(2)) + match.group(3)));
        }
        return manifest;
    }

    /** {@code 1.0.0} is 1.1.0, who implements the API imports [1.1,1.2) of it, and who uses it [1.1,2). */
    private static String later(String version) {
        return switch (version) {
            case "[1.0,1.1)" -> "[1.1,1.2)";
            case "[1.0,2)" -> "[1.1,2)";
            default -> version.replaceFirst("^1\\.0", "1.1");
        };
    }
}
