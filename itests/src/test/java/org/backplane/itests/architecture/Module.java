package org.backplane.itests.architecture;

import com.tngtech.archunit.core.importer.Location;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * A bundle of this project.
 *
 * @param folder its folder under {@code bundles}: {@code device/uart16550}
 * @param jar what was built of it
 * @param manifest what the jar says of itself
 */
record Module(Path folder, Path jar, Attributes manifest) {

    /** What a bundle is for; its place says so, and its manifest has to agree. */
    enum Kind {
        API,
        CORE,
        LIBRARY,
        TRANSLATOR,
        TESTKIT,
        PLUG_IN
    }

    /** All bundles of the reactor. */
    static List<Module> all() {
        var bundles = Path.of(System.getProperty("backplane.bundles", "../bundles"));
        try (var files = Files.walk(bundles, 3)) {
            return files.filter(file -> file.endsWith("pom.xml"))
                    .filter(pom -> Files.isDirectory(pom.resolveSibling("src/main/java")))
                    .map(pom -> of(bundles, pom.resolveSibling("")))
                    .sorted((a, b) -> a.name().compareTo(b.name()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Module of(Path bundles, Path folder) {
        try {
            var jar = onlyJar(folder.resolve("target"));
            try (var file = new JarFile(jar.toFile())) {
                return new Module(
                        bundles.relativize(folder), jar, file.getManifest().getMainAttributes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path onlyJar(Path target) throws IOException {
        try (var files = Files.list(target)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no jar in " + target));
        }
    }

    /** The name that folder, bundle and package share: {@code org.backplane.device.uart16550}. */
    String name() {
        return "org.backplane." + folder.toString().replace('/', '.');
    }

    Kind kind() {
        return switch (folder.getName(0).toString()) {
            case "api" -> Kind.API;
            case "core" -> Kind.CORE;
            case "lib" -> Kind.LIBRARY;
            case "cpu" -> folder.endsWith("translator") ? Kind.TRANSLATOR : Kind.PLUG_IN;
            case "testkit" -> folder.endsWith("probe") ? Kind.PLUG_IN : Kind.TESTKIT;
            default -> Kind.PLUG_IN;
        };
    }

    /** Whether it holds processors, which share the translator. */
    boolean isProcessor() {
        return folder.startsWith("cpu");
    }

    /** Where its classes are. */
    Location location() {
        return Location.of(URI.create("jar:" + jar.toUri() + "!/"));
    }

    /** Whether a package belongs to it. */
    boolean has(String packageName) {
        return packageName.equals(name()) || packageName.startsWith(name() + ".");
    }

    Optional<String> header(String header) {
        return Optional.ofNullable(manifest.getValue(header));
    }

    /** The packages of its classes. */
    Stream<String> packages() {
        try (var file = new JarFile(jar.toFile())) {
            return file.stream()
                    .map(entry -> entry.getName())
                    .filter(entry -> entry.endsWith(".class"))
                    .map(entry -> entry.substring(0, entry.lastIndexOf('/')).replace('/', '.'))
                    .distinct()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name();
    }
}
