package org.backplane.launcher;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The jars that the JVM has on its class path. Bundles from there get their classes from its own class loader, so that
 * the cache of the JDK (JEP 483) holds them loaded and linked: a Linux guest begins a quarter of a second earlier. To the
 * framework they are bundles like others; what replaces one of them has a class loader of its own.
 */
final class ClassPath {
    private final Set<Path> jars;

    private ClassPath(Set<Path> jars) {
        this.jars = jars;
    }

    /** The jar, or the folder, that a class is from; nothing if the JVM does not say, as of those that it starts with. */
    static Optional<Path> jarOf(Class<?> type) {
        return Optional.ofNullable(type.getProtectionDomain().getCodeSource()).map(source -> {
            try {
                return Path.of(source.getLocation().toURI());
            } catch (URISyntaxException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** What the manifest of a jar says that is on the class path beside it; nothing if it is no jar. */
    static ClassPath of(Path jar) {
        try (var file = new JarFile(jar.toFile())) {
            var names = Optional.ofNullable(file.getManifest())
                    .map(manifest -> manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH));
            return new ClassPath(names.stream()
                    .flatMap(list -> Stream.of(list.split(" ", -1)))
                    .map(name -> jar.resolveSibling(name).toAbsolutePath())
                    .collect(Collectors.toUnmodifiableSet()));
        } catch (IOException e) {
            return new ClassPath(Set.of());
        }
    }

    /**
     * The jars of bundles that can be taken from the class path: all that are on it, or none if one of them is built anew
     * elsewhere, as others would not see its classes.
     */
    Set<Path> among(Collection<Path> bundles) {
        var places = new HashMap<Path, Path>();
        jars.forEach(jar -> places.put(jar.getFileName(), jar));
        if (bundles.stream().anyMatch(bundle -> isElsewhere(bundle, places))) {
            return Set.of();
        }
        return bundles.stream()
                .map(Path::toAbsolutePath)
                .filter(jars::contains)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean isElsewhere(Path bundle, Map<Path, Path> places) {
        var place = places.get(bundle.getFileName());
        return place != null && !place.equals(bundle.toAbsolutePath());
    }
}
