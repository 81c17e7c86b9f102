package org.backplane.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.osgi.service.feature.ID;

/**
 * The folders that the launcher works with.
 *
 * @param home the distribution: {@code lib}, {@code features}, {@code config}, {@code repository}
 * @param checkout the source tree it was built in, if it is run from there: what its modules were last built to is
 *     newer than what was gathered
 */
record Distribution(Path home, Optional<Path> checkout) {
    private static final String MODULES = "org.backplane.";
    private static final String SUFFIX = ".json";

    /** The configuration files that are shipped. */
    Path configurations() {
        return home.resolve("config");
    }

    /** The folder whose bundles are installed as they come; it need not be there. */
    Path deployments() {
        return home.resolve("deploy");
    }

    /** The file of a feature, which is named, or given as a file: with a slash or with its suffix. */
    Path featureFile(String feature) throws StartException {
        if (feature.contains("/") || feature.endsWith(SUFFIX)) {
            return existing(Path.of(feature));
        }
        var file = home.resolve("features").resolve(feature + SUFFIX);
        if (!Files.isRegularFile(file)) {
            throw new StartException("there is no feature '%s'; there are %s".formatted(feature, featureNames()));
        }
        return file;
    }

    private static Path existing(Path file) throws StartException {
        if (!Files.isRegularFile(file)) {
            throw new StartException(file + ": there is no such feature file");
        }
        return file;
    }

    private String featureNames() throws StartException {
        return features().stream()
                .map(file -> file.getFileName().toString())
                .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                .collect(Collectors.joining(", "));
    }

    /** The files of all its features. */
    List<Path> features() throws StartException {
        var folder = home.resolve("features");
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new StartException(folder + ": the features of the distribution are not there", e);
        }
    }

    /** Where users put bundles that are to be started when somebody names what they have. */
    Path repository() {
        return home.resolve("repository");
    }

    /**
     * The jar of a bundle.
     *
     * @param feature the file of the feature that lists it; a feature from elsewhere has its jars beside it
     */
    Path jar(ID bundle, Path feature) throws StartException {
        var places = places(bundle, feature);
        return places.stream()
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new StartException(
                        "%s lists %s, but there is no %s".formatted(feature, bundle, alternatives(places))));
    }

    private List<Path> places(ID bundle, Path feature) {
        var name = fileName(bundle);
        var places = new ArrayList<Path>();
        var gathered = home.resolve("lib").resolve(name);
        checkout.flatMap(root -> module(root, bundle))
                .map(module -> module.resolve("target").resolve(name))
                .filter(built -> isNewer(built, gathered))
                .ifPresent(places::add);
        places.add(gathered);
        var beside = feature.resolveSibling(name);
        if (!feature.startsWith(home)) {
            places.add(beside);
        }
        return places;
    }

    private static boolean isNewer(Path built, Path gathered) {
        try {
            return Files.getLastModifiedTime(built).compareTo(lastChange(gathered)) > 0;
        } catch (IOException e) {
            return true; // one of them is not there
        }
    }

    /** When a file was written; the time of its modification was set with it. */
    private static FileTime lastChange(Path file) throws IOException {
        return file.getFileSystem().supportedFileAttributeViews().contains("unix")
                ? (FileTime) Files.getAttribute(file, "unix:ctime")
                : Files.getLastModifiedTime(file);
    }

    /** A module's folder is its symbolic name: {@code bundles/device/plic} is {@code org.backplane.device.plic}. */
    private static Optional<Path> module(Path root, ID bundle) {
        return bundle.getArtifactId().startsWith(MODULES)
                ? Optional.of(root.resolve("bundles")
                        .resolve(bundle.getArtifactId()
                                .substring(MODULES.length())
                                .replace('.', '/')))
                : Optional.empty();
    }

    private static String fileName(ID bundle) {
        return bundle.getArtifactId()
                + "-"
                + bundle.getVersion()
                + bundle.getClassifier().map("-"::concat).orElse("")
                + "."
                + bundle.getType().orElse("jar");
    }

    private static String alternatives(List<Path> places) {
        return places.stream().map(Path::toString).collect(Collectors.joining(" and no "));
    }
}
