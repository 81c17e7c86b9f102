package org.backplane.core.repository;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the jars of a repository have, by their manifests. A jar is opened once: what its manifest says is kept between
 * runs, in a file that has the form of a manifest itself, with a section for each jar.
 *
 * <p>A jar counts as the same while its size and times are, and where the file system tells, its inode and time of last
 * change: jars that are built reproducibly have the same size and time of modification whatever is in them.
 */
final class Index {
    private static final Logger LOG = LoggerFactory.getLogger(Index.class);

    /** The headers that say what a bundle is, has and needs. */
    private static final List<String> HEADERS = List.of(
            Constants.BUNDLE_MANIFESTVERSION,
            Constants.BUNDLE_SYMBOLICNAME,
            Constants.BUNDLE_VERSION,
            Constants.EXPORT_PACKAGE,
            Constants.IMPORT_PACKAGE,
            Constants.PROVIDE_CAPABILITY,
            Constants.REQUIRE_CAPABILITY,
            Constants.REQUIRE_BUNDLE,
            Constants.FRAGMENT_HOST);

    private static final String ATTRIBUTES =
            FileSystems.getDefault().supportedFileAttributeViews().contains("unix")
                    ? "unix:size,lastModifiedTime,ctime,ino"
                    : "size,lastModifiedTime,fileKey";

    private static final Attributes.Name STAMP = new Attributes.Name("File-Stamp");

    private final List<Path> places;
    private final Optional<Path> kept;
    private Map<Path, Long> seen = Map.of();
    private Map<Path, Candidate> candidates = Map.of();

    /**
     * An index of jars.
     *
     * @param places jars, and folders of jars; what does not exist is empty
     * @param kept the file that is kept between runs
     */
    Index(List<Path> places, Optional<Path> kept) {
        this.places = List.copyOf(places);
        this.kept = kept;
    }

    /** Whether nothing has changed since all bundles were asked for. */
    boolean isCurrent() {
        return times().equals(seen);
    }

    /** All bundles; reads what has changed since the last time. */
    Collection<Candidate> candidates() {
        var now = times();
        if (!now.equals(seen)) {
            candidates = read(sections());
            seen = now;
        }
        return candidates.values();
    }

    /** Less than stamps, since it is asked for at every name that nobody knows. */
    private Map<Path, Long> times() {
        var times = new HashMap<Path, Long>();
        for (var place : places) {
            modified(place).ifPresent(time -> times.put(place, time));
        }
        return times;
    }

    private static Optional<Long> modified(Path file) {
        try {
            return Optional.of(Files.getLastModifiedTime(file).toMillis());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Map<Path, Candidate> read(Map<String, Attributes> known) {
        var found = new LinkedHashMap<Path, Candidate>();
        var sections = new Manifest();
        sections.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        boolean news = false;
        for (var jar : jars()) {
            var stamp = stamp(jar);
            var section = known.get(jar.toString());
            if (section == null || !stamp.equals(section.getValue(STAMP))) {
                section = headers(jar);
                section.put(STAMP, stamp);
                news = true;
            }
            sections.getEntries().put(jar.toString(), section);
            candidate(jar, section).ifPresent(candidate -> found.put(jar, candidate));
        }
        if (news || sections.getEntries().size() < known.size()) {
            keep(sections);
        }
        return found;
    }

    private List<Path> jars() {
        var jars = new ArrayList<Path>();
        for (var place : places) {
            if (Files.isDirectory(place)) {
                try (Stream<Path> files = Files.list(place)) {
                    files.filter(file -> file.toString().endsWith(".jar"))
                            .sorted()
                            .forEach(jars::add);
                } catch (IOException e) {
                    LOG.warn("the repository {} cannot be read: {}", place, e.toString());
                }
            } else if (Files.isRegularFile(place)) {
                jars.add(place);
            }
        }
        return jars;
    }

    /** What tells whether a jar is still the same. */
    private static String stamp(Path jar) {
        try {
            return new TreeMap<>(Files.readAttributes(jar, ATTRIBUTES)).toString();
        } catch (IOException e) {
            return "";
        }
    }

    private static Attributes headers(Path jar) {
        var headers = new Attributes();
        try (var file = new JarFile(jar.toFile(), false)) {
            var manifest = file.getManifest();
            for (var header : HEADERS) {
                var value =
                        manifest == null ? null : manifest.getMainAttributes().getValue(header);
                if (value != null) {
                    headers.putValue(header, value);
                }
            }
        } catch (IOException e) {
            LOG.warn("{} in the repository cannot be read: {}", jar, e.toString());
        }
        return headers;
    }

    private static Optional<Candidate> candidate(Path jar, Attributes section) {
        if (section.getValue(Constants.BUNDLE_SYMBOLICNAME) == null
                || section.getValue(Constants.FRAGMENT_HOST) != null) {
            return Optional.empty(); // nothing that can be started
        }
        try {
            return Optional.of(Candidate.of(jar, section));
        } catch (BundleException | RuntimeException e) {
            LOG.warn("{} in the repository is no bundle: {}", jar, e.getMessage());
            return Optional.empty();
        }
    }

    private Map<String, Attributes> sections() {
        if (kept.isPresent() && Files.isRegularFile(kept.get())) {
            try (var in = Files.newInputStream(kept.get())) {
                return new Manifest(in).getEntries();
            } catch (IOException e) {
                LOG.debug("the index {} is read anew", kept.get(), e);
            }
        }
        return Map.of();
    }

    private void keep(Manifest sections) {
        if (kept.isEmpty()) {
            return;
        }
        try (var out = Files.newOutputStream(kept.get())) {
            sections.write(out);
        } catch (IOException e) {
            LOG.debug("the index {} is not kept", kept.get(), e);
        }
    }
}
