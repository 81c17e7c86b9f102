package org.backplane.testkit.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The distribution whose machines are booted.
 *
 * @param home its folder
 */
record InstalledDistribution(Path home) {
    private static final String PROBE = "lib/org.backplane.testkit.probe-*.jar";

    /**
     * The one that is named.
     *
     * @throws IOException if none is, or there is none
     */
    static InstalledDistribution find() throws IOException {
        var named = Optional.ofNullable(System.getProperty("backplane.home"))
                .or(() -> Optional.ofNullable(System.getenv("BACKPLANE_HOME")))
                .orElseThrow(() -> new IOException(
                        "-Dbackplane.home or BACKPLANE_HOME has to name the distribution that boots machines"));
        var distribution = new InstalledDistribution(Path.of(named).toAbsolutePath());
        if (!Files.isExecutable(distribution.program())) {
            throw new IOException("there is no distribution in %s: no %s".formatted(named, distribution.program()));
        }
        return distribution;
    }

    Path program() {
        return home.resolve("bin/backplane");
    }

    /** Where its processes keep what makes them start faster, if not in the user's own place. */
    Optional<String> cache() {
        return Optional.ofNullable(System.getProperty("backplane.cache"));
    }

    /** The bundles that some names stand for, and the probe. */
    List<Path> withProbe(String[] bundles) throws IOException {
        var jars = new ArrayList<Path>();
        for (var name : Texts.filled(bundles)) {
            jars.addAll(matching(Path.of(name)));
        }
        jars.addAll(matching(home.resolve(PROBE)));
        return jars;
    }

    private static List<Path> matching(Path pattern) throws IOException {
        var folder = Objects.requireNonNullElse(pattern.getParent(), Path.of(""));
        var found = new ArrayList<Path>();
        try (var files = Files.newDirectoryStream(folder, pattern.getFileName().toString())) {
            files.forEach(found::add);
        }
        if (found.isEmpty()) {
            throw new IOException(pattern + ": there is no such bundle");
        }
        return found;
    }
}
