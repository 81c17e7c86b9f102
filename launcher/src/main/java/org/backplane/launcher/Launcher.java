package org.backplane.launcher;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.framework.Felix;
import org.backplane.launcher.qmp.MonitorCommand;
import org.backplane.launcher.qmp.QmpCommand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the framework with the bundles of the chosen features, hands them the words of the command line once all of
 * them are there, and ends the process when it is told to: by a bundle or by a signal.
 */
public final class Launcher {
    private static final int FAILED = 1;

    /** Jars, and folders of jars, with bundles that are started when somebody names what they have. */
    private static final String REPOSITORY = "backplane.repository";

    /** Jars of those that are on the JVM's class path: they are installed by their URI. */
    private static final String CONNECTED = "backplane.connected";

    private final Arguments arguments;
    private final Distribution distribution;
    private final Exit exit = new Exit();

    private Launcher(Arguments arguments, Distribution distribution) {
        this.arguments = arguments;
        this.distribution = distribution;
    }

    /** The program. */
    public static void main(String[] argv) {
        var words = List.of(argv);
        end(
                switch (words.isEmpty() ? "" : words.getFirst()) {
                    case QmpCommand.NAME ->
                        new QmpCommand(System.in, System.out, System.err).run(words.subList(1, words.size()));
                    case MonitorCommand.NAME ->
                        new MonitorCommand(System.in, System.out, System.err).run(words.subList(1, words.size()));
                    default -> run(words);
                });
    }

    private static int run(List<String> words) {
        try {
            Logging.configure(System.getenv());
            return new Launcher(Arguments.parse(words), distribution()).run();
        } catch (StartException e) {
            System.err.println("backplane: " + e.getMessage());
            LoggerFactory.getLogger(Launcher.class).debug("This is where", e);
            return FAILED;
        }
    }

    /** Ends the process, also if a shutdown hook does not. */
    private static void end(int status) {
        System.out.flush();
        var watchdog = new Thread(() -> haltAfterLimit(status), "watchdog");
        watchdog.setDaemon(true);
        watchdog.start();
        System.exit(status);
    }

    private static void haltAfterLimit(int status) {
        try {
            Thread.sleep(5_000);
        } catch (InterruptedException e) {
            return;
        }
        Runtime.getRuntime().halt(status);
    }

    private static Distribution distribution() {
        var home = Optional.ofNullable(System.getProperty("backplane.home"))
                .map(Path::of)
                .orElseGet(() -> jarOf(Launcher.class).resolve("../..").normalize());
        return new Distribution(
                home.toAbsolutePath(),
                Optional.ofNullable(System.getProperty("backplane.checkout")).map(Path::of));
    }

    private static Path jarOf(Class<?> type) {
        return ClassPath.jarOf(type).orElseThrow();
    }

    private int run() throws StartException {
        var files = featureFiles();
        var reader = new FeatureReader(distribution);
        var provisions = reader.read(files);
        var others = reader.read(others(files));
        var connected = ClassPath.of(jarOf(Launcher.class))
                .among(Stream.concat(provisions.stream(), others.stream())
                        .map(Provision::jar)
                        .toList());
        var settings = settings(others, connected);
        try (var storage = Storage.acquire(cache(), StorageKey.of(jarOf(Felix.class), provisions))) {
            storage.keep(provisions.stream()
                    .map(provision -> provision.location(connected))
                    .collect(Collectors.toSet()));
            return run(start(storage, settings, provisions, connected));
        }
    }

    private List<Path> featureFiles() throws StartException {
        var files = new ArrayList<Path>();
        for (var feature : arguments.features()) {
            files.add(distribution.featureFile(feature));
        }
        return files;
    }

    private List<Path> others(List<Path> started) throws StartException {
        var others = new ArrayList<>(distribution.features());
        others.removeAll(started);
        return others;
    }

    /** What can be had beside the bundles that are started: the features that are not, and the user's own. */
    private String repository(List<Provision> others) {
        return Stream.concat(
                        others.stream().map(Provision::jar).map(Path::toString),
                        Stream.of(System.getProperty(
                                REPOSITORY, distribution.repository().toString())))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Path cache() {
        return Storage.cacheOf(System.getenv(), Path.of(System.getProperty("user.home")));
    }

    /** What goes wrong on storage of an earlier run may come from there: it is thrown away, and made anew. */
    private static BundleFramework start(
            Storage storage, Map<String, String> settings, List<Provision> provisions, Set<Path> connected)
            throws StartException {
        if (storage.isUsed()) {
            try {
                return BundleFramework.start(storage.directory(), settings, provisions, connected);
            } catch (StartException | RuntimeException e) {
                logger().debug("Starting anew without {}", storage.directory(), e);
                storage.clear();
            }
        }
        return BundleFramework.start(storage.directory(), settings, provisions, connected);
    }

    private Map<String, String> settings(List<Provision> others, Set<Path> connected) {
        return Map.of(
                "backplane.config",
                distribution.configurations().toString(),
                "backplane.deploy",
                System.getProperty(
                        "backplane.deploy", distribution.deployments().toString()),
                REPOSITORY,
                repository(others),
                CONNECTED,
                connected.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                "backplane.version",
                Objects.requireNonNullElse(Launcher.class.getPackage().getImplementationVersion(), "unknown"));
    }

    private int run(BundleFramework framework) throws StartException {
        var hook = new Thread(framework::stop, "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        Signals.onEnd(this::endOnSignal);
        framework.<IntConsumer>offer(IntConsumer.class, exit, "exit");
        Supplier<List<String>> words = arguments::words;
        if (!framework.offer(Supplier.class, words, "argv")) {
            framework.stop();
            throw new StartException("nothing in the features %s reads the command line"
                    .formatted(String.join(", ", arguments.features())));
        }
        int status = exit.await();
        if (!framework.stop()) {
            logger().warn("The bundles do not stop; the process ends without that");
        }
        return status;
    }

    private void endOnSignal(String signal) {
        logger().info("Terminating on signal {}", signal);
        exit.accept(0);
    }

    private static Logger logger() {
        return LoggerFactory.getLogger(Launcher.class);
    }
}
