package org.backplane.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.ServiceLoader;
import org.osgi.service.feature.Feature;
import org.osgi.service.feature.FeatureBundle;
import org.osgi.service.feature.FeatureExtension;
import org.osgi.service.feature.FeatureService;

/** Reads feature files and finds the bundles they list. */
final class FeatureReader {
    /** As the Feature Launcher specification names it. */
    private static final String START_LEVEL = "bundleStartLevel";

    /** With {@code on-demand}, a bundle is there, and is started by who needs it. */
    private static final String START = "start";

    private static final String ON_DEMAND = "on-demand";

    private final Distribution distribution;
    private final FeatureService service =
            ServiceLoader.load(FeatureService.class).findFirst().orElseThrow();

    FeatureReader(Distribution distribution) {
        this.distribution = distribution;
    }

    /** The bundles of some features, each once, in their order. */
    List<Provision> read(List<Path> features) throws StartException {
        var provisions = new LinkedHashMap<String, Provision>();
        for (var file : features) {
            for (var provision : provisions(file)) {
                provisions.putIfAbsent(provision.id(), provision);
            }
        }
        return List.copyOf(provisions.values());
    }

    private List<Provision> provisions(Path file) throws StartException {
        var feature = parse(file);
        refuseUnknownExtensions(feature, file);
        var provisions = new ArrayList<Provision>();
        for (var bundle : feature.getBundles()) {
            provisions.add(new Provision(
                    bundle.getID().toString(),
                    distribution.jar(bundle.getID(), file),
                    startLevel(bundle, file),
                    isStarted(bundle, file)));
        }
        return provisions;
    }

    private Feature parse(Path file) throws StartException {
        try (var reader = Files.newBufferedReader(file)) {
            return service.readFeature(reader);
        } catch (IOException | RuntimeException e) {
            throw new StartException("%s: this is no feature file: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static void refuseUnknownExtensions(Feature feature, Path file) throws StartException {
        for (var extension : feature.getExtensions().values()) {
            if (extension.getKind() == FeatureExtension.Kind.MANDATORY) {
                throw new StartException("%s: it needs the extension '%s', which is not known here"
                        .formatted(file, extension.getName()));
            }
        }
    }

    private static int startLevel(FeatureBundle bundle, Path file) throws StartException {
        var level = bundle.getMetadata().getOrDefault(START_LEVEL, 1);
        try {
            int value = Integer.parseInt(level.toString());
            if (value > 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            // falls through to the same message
        }
        throw new StartException("%s: %s of %s is %s; expected a whole number from 1"
                .formatted(file, START_LEVEL, bundle.getID(), level));
    }

    private static boolean isStarted(FeatureBundle bundle, Path file) throws StartException {
        var start = bundle.getMetadata().get(START);
        if (start != null && !start.equals(ON_DEMAND)) {
            throw new StartException(
                    "%s: %s of %s is %s; expected %s".formatted(file, START, bundle.getID(), start, ON_DEMAND));
        }
        return start == null;
    }
}
