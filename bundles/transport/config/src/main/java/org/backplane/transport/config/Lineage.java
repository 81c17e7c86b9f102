package org.backplane.transport.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.backplane.transport.config.Tree.Scalar;

/**
 * A file and those that it {@code extends}: each lies over the one before it, and the first extends none.
 *
 * @param files the base of all first, the file itself last
 */
record Lineage(List<ConfigFile> files) {
    private static final int DEEPEST = 8;

    Lineage {
        files = List.copyOf(files);
    }

    /**
     * Finds what a file extends, directly or by another.
     *
     * @throws org.backplane.api.command.CommandException if there is no such file, or files extend each other
     */
    static Lineage of(Source source, SearchPath searchPath) {
        Deque<ConfigFile> files = new ArrayDeque<>();
        files.addFirst(ConfigFile.of(source));
        for (var base = base(files); base.isPresent(); base = base(files)) {
            var next = ConfigFile.of(open(base.get(), searchPath));
            check(files, next, base.get());
            files.addFirst(next);
        }
        return new Lineage(new ArrayList<>(files));
    }

    private static Optional<Scalar> base(Deque<ConfigFile> files) {
        return Head.base(files.getFirst().head());
    }

    private static Source open(Scalar base, SearchPath searchPath) {
        var name = String.valueOf(base.value());
        try {
            return searchPath.open(name, Optional.of(base.position().source().directory()));
        } catch (IOException e) {
            throw base.position().error("could not open '%s': %s".formatted(name, e.getMessage()));
        }
    }

    private static void check(Deque<ConfigFile> files, ConfigFile next, Scalar base) {
        if (files.stream().anyMatch(file -> identity(file).equals(identity(next)))) {
            var circle = new ArrayList<ConfigFile>(files);
            circle.add(0, next);
            throw base.position()
                    .error("files extend each other in a circle: "
                            + circle.reversed().stream()
                                    .map(file -> file.source().name())
                                    .collect(Collectors.joining(", ")));
        } else if (files.size() >= DEEPEST) {
            throw base.position().error("files extend each other more than %d deep".formatted(DEEPEST));
        }
    }

    private static Path identity(ConfigFile file) {
        var name = Objects.requireNonNull(Path.of(file.source().name()).getFileName());
        return file.source().directory().resolve(name);
    }

    /** What can be given: the declarations of all, each over the earlier ones of that name. */
    Parameters parameters() {
        return Head.read(files.stream().flatMap(file -> file.head().stream()).reduce(Overlay::over));
    }
}
