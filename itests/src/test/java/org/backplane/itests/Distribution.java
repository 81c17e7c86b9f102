package org.backplane.itests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.osgi.service.feature.FeatureBundle;
import org.osgi.service.feature.FeatureService;
import org.osgi.service.feature.ID;

/** The distribution that is tested: what {@code mvn package} makes of the launcher's module. */
public final class Distribution {
    private static final Path HOME = Path.of(System.getProperty("backplane.home"));

    private Distribution() {}

    /** The program that users start. */
    public static Path program() {
        return HOME.resolve("bin/backplane");
    }

    /** Where the configuration files are that come with it. */
    public static Path shippedConfigurations() {
        return HOME.resolve("config");
    }

    /** Where the jars of its bundles are. */
    public static Path libraries() {
        return HOME.resolve("lib");
    }

    /** The jar of a bundle, by the bundle's symbolic name. */
    public static Path library(String name) throws IOException {
        try (var jars = Files.list(libraries())) {
            return jars.filter(jar -> jar.getFileName().toString().startsWith(name + "-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** What its processes find in their environment: a cache that is the tests' own. */
    public static Map<String, String> environment() {
        return Map.of(
                "XDG_CACHE_HOME",
                Path.of(System.getProperty("user.home"), "cache").toString());
    }

    /** The bundles that features list, in their order, as files. */
    public static Stream<Path> bundles(String... features) {
        return Stream.of(features)
                .flatMap(Distribution::listedIn)
                .map(FeatureBundle::getID)
                .map(Distribution::jar)
                .distinct();
    }

    private static Stream<FeatureBundle> listedIn(String feature) {
        var file = HOME.resolve("features").resolve(feature + ".json");
        var features = ServiceLoader.load(FeatureService.class).findFirst().orElseThrow();
        try (var reader = Files.newBufferedReader(file)) {
            return features.readFeature(reader).getBundles().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path jar(ID artifact) {
        return libraries().resolve("%s-%s.jar".formatted(artifact.getArtifactId(), artifact.getVersion()));
    }
}
