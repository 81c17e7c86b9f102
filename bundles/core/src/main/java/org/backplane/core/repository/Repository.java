package org.backplane.core.repository;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.backplane.api.command.CommandException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.resource.Requirement;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bundles that are started when somebody names what they offer. Nothing of them is read before something is named
 * that nobody offers.
 */
@Component(service = Repository.class)
public final class Repository {
    private static final Logger LOG = LoggerFactory.getLogger(Repository.class);

    /** The framework's property that says where they are: jars, and folders of jars, as in a class path. */
    private static final String PLACES = "backplane.repository";

    /** The framework's property with those jars that it has by their URIs. */
    private static final String CONNECTED = "backplane.connected";

    private static final Comparator<Candidate> BY_VERSION = Comparator.comparing(Candidate::version);

    private final Installer installer;
    private final Index index;
    private final Set<Path> connected;

    /** Those that did not start when they were asked last. */
    private final Set<Path> broken = ConcurrentHashMap.newKeySet();

    @Activate
    public Repository(BundleContext context, @Reference Installer installer) {
        this(
                installer,
                new Index(
                        places(context.getProperty(PLACES)),
                        Optional.ofNullable(context.getDataFile("repository.mf"))
                                .map(File::toPath)),
                Set.copyOf(places(context.getProperty(CONNECTED))));
    }

    Repository(Installer installer, Index index, Set<Path> connected) {
        this.installer = installer;
        this.index = index;
        this.connected = connected;
    }

    private static List<Path> places(@Nullable String path) {
        return path == null
                ? List.of()
                : Stream.of(path.split(File.pathSeparator, -1))
                        .filter(place -> !place.isEmpty())
                        .map(Path::of)
                        .toList();
    }

    /** The names that services of a type could have; those that are started, and those that do not start, excepted. */
    public synchronized SortedSet<String> names(Class<?> type) {
        var namespace = Naming.of(type).namespace();
        var names = new TreeSet<String>();
        var installed = installer.names();
        for (var candidate : index.candidates()) {
            if (!broken.contains(candidate.jar()) && !installed.contains(candidate.name())) {
                candidate.names(namespace).forEach(names::add);
            }
        }
        return names;
    }

    /** The commands of bundles that are not started which are options of the command line. */
    public synchronized List<CommandOption> options() {
        return index.candidates().stream()
                .filter(candidate -> !broken.contains(candidate.jar()) && !isInstalled(candidate))
                .flatMap(candidate -> candidate.options().stream())
                .toList();
    }

    /**
     * Says that a service is not there.
     *
     * @throws NotStarted if it may be had: a bundle says so, or nobody has looked yet
     */
    public synchronized void miss(Class<?> type, String name) {
        if (!index.isCurrent() || find(type, name).isPresent()) {
            throw new NotStarted(type, name);
        }
    }

    /**
     * Lets a function look at the class of a service whose bundle is not started; the class is gone afterwards.
     *
     * @throws NotStarted if the bundle must be started for that
     */
    public <T> T inspect(Class<?> type, String name, Function<Class<?>, T> look) {
        var candidate = find(type, name).orElseThrow(() -> new NotStarted(type, name));
        var serviceClass = candidate.serviceClass(Naming.of(type).namespace(), name);
        try (var classes = new URLClassLoader(jars(candidate), Repository.class.getClassLoader())) {
            return look.apply(classes.loadClass(serviceClass.orElseThrow(() -> new NotStarted(type, name))));
        } catch (IOException | ClassNotFoundException | IllegalArgumentException | LinkageError e) {
            LOG.debug("{} has to be started for its '{}'", candidate, name, e);
            throw new NotStarted(type, name);
        }
    }

    private URL[] jars(Candidate candidate) throws MalformedURLException {
        var jars = new ArrayList<URL>();
        for (var part : withNeeds(candidate, need -> !need.getNamespace().equals(PackageNamespace.PACKAGE_NAMESPACE))) {
            jars.add(part.jar().toUri().toURL());
        }
        return jars.toArray(URL[]::new);
    }

    /**
     * Starts the bundle that offers what is wanted, and all others that it needs. Where there is none, nothing happens.
     *
     * @return fails with a {@link CommandException} that names bundle and reason if it does not start
     */
    public CompletionStage<Void> start(NotStarted wanted) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        start(wanted.type(), wanted.name());
                    } catch (CommandException e) {
                        throw wanted.because(e);
                    }
                },
                installer.worker());
    }

    private void start(Class<?> type, String name) {
        var found = find(type, name);
        if (found.isEmpty() || installer.offers(type, name)) {
            return;
        }
        var wanted = found.get();
        var subject = "%s '%s' in %s".formatted(Naming.of(type).noun(), name, wanted);
        if (isInstalled(wanted)) {
            throw CommandException.failed(subject + " is not there, though that bundle is started");
        }
        var bundles = withNeeds(wanted, installer::provides);
        LOG.info("Starting {} for {}", bundles, subject);
        try {
            installer.start(bundles.stream()
                    .map(bundle -> connected.contains(bundle.jar()) ? bundle.connected() : bundle.read())
                    .toList());
            broken.remove(wanted.jar());
        } catch (CommandException e) {
            broken.add(wanted.jar());
            throw CommandException.failed("%s cannot be used: %s".formatted(subject, e.message()), e);
        }
    }

    private synchronized Optional<Candidate> find(Class<?> type, String name) {
        var namespace = Naming.of(type).namespace();
        return best(candidate -> candidate.names(namespace).anyMatch(name::equals));
    }

    private Optional<Candidate> best(Predicate<Candidate> fitting) {
        return index.candidates().stream().filter(fitting).max(BY_VERSION);
    }

    private boolean isInstalled(Candidate candidate) {
        return installer.find(candidate.name()).isPresent();
    }

    /**
     * A bundle behind those that it needs. What none of them has is left to the framework, which says so.
     *
     * @param met needs that are met already
     */
    private synchronized List<Candidate> withNeeds(Candidate wanted, Predicate<Requirement> met) {
        var all = new LinkedHashSet<Candidate>(List.of(wanted));
        var open = new ArrayDeque<Candidate>(all);
        while (!open.isEmpty()) {
            for (var need : open.remove().needs()) {
                if (all.stream().noneMatch(chosen -> chosen.provides(need)) && !met.test(need)) {
                    best(candidate -> candidate.provides(need)).filter(all::add).ifPresent(open::add);
                }
            }
        }
        return List.copyOf(all.reversed());
    }
}
