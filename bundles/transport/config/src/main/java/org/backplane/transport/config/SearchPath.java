package org.backplane.transport.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.backplane.api.Nearest;

/**
 * Where configuration files are looked for.
 *
 * @param shipped the directory of the files that come with the distribution, if there is one
 */
record SearchPath(Optional<Path> shipped) {

    /**
     * Opens a file that somebody named: a path as the user means it, or the name of a shipped file.
     *
     * @param from the directory of the file that names it, if it is a file that does
     * @throws IOException if it cannot be read; the message says why
     */
    Source open(String file, Optional<Path> from) throws IOException {
        var path = path(file);
        for (var candidate : candidates(path, from)) {
            if (Files.exists(candidate)) {
                return Source.read(candidate, display(candidate));
            }
        }
        var names = shippedNames();
        throw new IOException("No such file or directory"
                + Nearest.to(file, names)
                        .map("; did you mean '%s'?"::formatted)
                        .orElse(names.isEmpty() ? "" : "; shipped are " + String.join(", ", names)));
    }

    private List<Path> candidates(Path path, Optional<Path> from) {
        boolean name = !path.isAbsolute() && !climbs(path);
        return Stream.of(
                        from.map(directory -> directory.resolve(path)),
                        Optional.of(path),
                        shipped.filter(_ -> name).map(directory -> directory.resolve(path)))
                .flatMap(Optional::stream)
                .toList();
    }

    /**
     * Opens a file to include: one below the directory of the main file, or a shipped one, and no other.
     *
     * @throws IOException if it may not or cannot be read; the message says why
     */
    Source include(String file, Path directory) throws IOException {
        var path = path(file);
        if (path.isAbsolute() || climbs(path)) {
            throw new IOException("only files below %s can be included".formatted(describe(directory)));
        }
        for (var root : Stream.concat(Stream.of(directory), shipped.stream()).toList()) {
            var candidate = root.resolve(path);
            if (Files.exists(candidate)) {
                if (!candidate.toRealPath().startsWith(root.toRealPath())) {
                    throw new IOException("it leads out of " + root);
                }
                return Source.read(candidate, display(candidate));
            }
        }
        throw new IOException("there is no such file in " + describe(directory));
    }

    private String describe(Path directory) {
        return directory + shipped.map(path -> " or " + path).orElse("");
    }

    /** The path as short as it is still right: relative to the working directory where it is below that. */
    private static String display(Path path) {
        var here = Path.of("").toAbsolutePath();
        return path.startsWith(here) ? here.relativize(path).toString() : path.toString();
    }

    private static boolean climbs(Path path) {
        return Stream.iterate(0, i -> i < path.getNameCount(), i -> i + 1)
                .anyMatch(i -> path.getName(i).toString().equals(".."));
    }

    private static Path path(String file) throws IOException {
        try {
            if (file.isEmpty()) {
                throw new IOException("the name is empty");
            }
            return Path.of(file);
        } catch (InvalidPathException e) {
            throw new IOException("this is no file name", e);
        }
    }

    private TreeSet<String> shippedNames() throws IOException {
        var names = new TreeSet<String>();
        if (shipped.isPresent() && Files.isDirectory(shipped.get())) {
            try (var files = Files.newDirectoryStream(shipped.get(), "*.yaml")) {
                files.forEach(file -> names.add(Objects.toString(file.getFileName())));
            }
        }
        return names;
    }
}
