package org.backplane.launcher;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.felix.framework.Felix;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;

/** The framework with exactly the bundles it was asked for. */
final class BundleFramework {
    /** Services of the launcher are told apart by this property. */
    private static final String ROLE = "backplane.role";

    /** What the code of translators reaches the guest's memory by; the launcher's manifest has the JDK export it. */
    private static final String MEMORY_PACKAGE = "jdk.internal.misc";

    /** What the classes of Flight Recorder's events call once they are recorded. */
    private static final String RECORDING_PACKAGE = "jdk.jfr.internal.event";

    /** How long bundles may take to stop. */
    private static final long LIMIT_MILLIS = 5_000;

    private final Framework framework;
    private final Set<Path> connected;

    private BundleFramework(Framework framework, Set<Path> connected) {
        this.framework = framework;
        this.connected = connected;
    }

    /**
     * Starts a framework and all bundles.
     *
     * @param settings what bundles can ask the framework for
     * @param connected the jars of bundles whose classes the JVM loads
     */
    static BundleFramework start(
            Path storage, Map<String, String> settings, List<Provision> provisions, Set<Path> connected)
            throws StartException {
        var log = new FrameworkLog();
        var felix = new Felix(configuration(storage, settings, provisions, log), new ClassPathBundles(connected));
        var started = new BundleFramework(felix, connected);
        try {
            felix.init();
            ClassOrigins.in(felix.getBundleContext());
            felix.getBundleContext().addBundleListener(FormerUsers.of(felix));
            log.endOfReadingStorage();
            var bundles = started.install(provisions);
            started.framework.adapt(FrameworkWiring.class).resolveBundles(bundles.values());
            started.framework.start();
            started.check(bundles);
            return started;
        } catch (BundleException e) {
            started.stop();
            throw new StartException("the framework does not start: " + e.getMessage(), e);
        } catch (StartException | RuntimeException e) {
            started.stop();
            throw e;
        }
    }

    private static Map<String, Object> configuration(
            Path storage, Map<String, String> settings, List<Provision> provisions, FrameworkLog log) {
        var configuration = new HashMap<String, Object>(settings);
        configuration.put(Constants.FRAMEWORK_STORAGE, storage.toString());
        configuration.put("felix.cache.locking", "false");
        configuration.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, String.valueOf(lastLevel(provisions)));
        configuration.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, loggingPackages() + "," + MEMORY_PACKAGE);
        // Bundles get what they import, and nothing else but what Flight Recorder writes into the classes of their
        // events.
        configuration.put(Constants.FRAMEWORK_BOOTDELEGATION, RECORDING_PACKAGE);
        configuration.put("felix.bootdelegation.implicit", "false");
        // A bundle is replaced by a second one of the same name, side by side.
        configuration.put(Constants.FRAMEWORK_BSNVERSION, Constants.FRAMEWORK_BSNVERSION_MULTIPLE);
        configuration.put("felix.service.urlhandlers", "false");
        configuration.put("felix.log.logger", log);
        configuration.put("felix.log.level", FrameworkLog.level());
        configuration.put("ds.cache.metadata", "true");
        return configuration;
    }

    private static int lastLevel(List<Provision> provisions) {
        return provisions.stream().mapToInt(Provision::startLevel).max().orElse(1);
    }

    /** Logging comes from the launcher's own class path: all bundles share one, and it is there before them. */
    private static String loggingPackages() {
        var version = ";version=" + Logger.class.getPackage().getImplementationVersion();
        return "org.slf4j%1$s,org.slf4j.event%1$s,org.slf4j.helpers%1$s,org.slf4j.spi%1$s".formatted(version);
    }

    /** Makes the installed bundles those that are asked for, whatever storage held. */
    private Map<Provision, Bundle> install(List<Provision> provisions) throws StartException {
        var kept = new HashMap<String, Bundle>();
        for (var bundle : framework.getBundleContext().getBundles()) {
            kept.put(bundle.getLocation(), bundle);
        }
        kept.remove(Constants.SYSTEM_BUNDLE_LOCATION);
        var bundles = new LinkedHashMap<Provision, Bundle>();
        for (var provision : provisions) {
            var bundle = Optional.ofNullable(kept.remove(provision.location(connected)));
            bundles.put(provision, bundle.isPresent() ? bundle.get() : install(provision));
        }
        for (var superfluous : kept.values()) {
            uninstall(superfluous);
        }
        return bundles;
    }

    private Bundle install(Provision provision) throws StartException {
        try {
            var bundle = framework.getBundleContext().installBundle(provision.location(connected));
            if (bundle.getSymbolicName() == null) {
                throw new StartException("%s: this jar is no bundle: its manifest has no %s"
                        .formatted(provision.jar(), Constants.BUNDLE_SYMBOLICNAME));
            }
            bundle.adapt(BundleStartLevel.class).setStartLevel(provision.startLevel());
            if (provision.isStarted() && !isFragment(bundle)) {
                bundle.start(); // at its level: this notes it, the framework itself is not started yet
            }
            return bundle;
        } catch (BundleException e) {
            throw new StartException("the bundle %s cannot be installed: %s".formatted(provision.id(), reason(e)), e);
        }
    }

    private static void uninstall(Bundle bundle) throws StartException {
        try {
            bundle.uninstall();
        } catch (BundleException e) {
            throw new StartException("%s cannot be removed from storage".formatted(bundle.getSymbolicName()), e);
        }
    }

    /** A bundle that did not come up is asked once more: the answer says why. */
    private void check(Map<Provision, Bundle> bundles) throws StartException {
        for (var entry : bundles.entrySet()) {
            var bundle = entry.getValue();
            if (!entry.getKey().isStarted() || isFragment(bundle) || bundle.getState() == Bundle.ACTIVE) {
                continue;
            }
            try {
                bundle.start(Bundle.START_TRANSIENT);
            } catch (BundleException e) {
                throw new StartException(
                        "the bundle %s does not start: %s"
                                .formatted(entry.getKey().id(), reason(e)),
                        e);
            }
        }
    }

    private static boolean isFragment(Bundle bundle) {
        return (bundle.adapt(BundleRevision.class).getTypes() & BundleRevision.TYPE_FRAGMENT) != 0;
    }

    /** What an exception comes from, without what the framework repeats in it. */
    private static String reason(BundleException failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        var message = root instanceof BundleException ? String.valueOf(root.getMessage()) : root.toString();
        int repeated = message.indexOf(" Unresolved requirements:");
        return repeated < 0 ? message : message.substring(0, repeated);
    }

    /** Registers what bundles find by role; tells whether one of them uses it now. */
    <T> boolean offer(Class<? super T> type, T service, String role) {
        var properties = FrameworkUtil.asDictionary(Map.of(ROLE, role));
        var registration = framework.getBundleContext().registerService(type, service, properties);
        return registration.getReference().getUsingBundles() != null;
    }

    /**
     * Stops the bundles in reverse order, then the framework. Can be called again and from everywhere.
     *
     * @return whether it came to its end in time
     */
    boolean stop() {
        try {
            framework.stop();
            return framework.waitForStop(LIMIT_MILLIS).getType() != FrameworkEvent.WAIT_TIMEDOUT;
        } catch (BundleException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
