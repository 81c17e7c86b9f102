package org.backplane.core.repository;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.backplane.api.command.CommandException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.resource.Requirement;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts bundles into the framework and takes them out of it. A bundle that does not start, or not in time, is not
 * installed either.
 */
@Component(service = Installer.class)
public final class Installer {
    private static final Logger LOG = LoggerFactory.getLogger(Installer.class);
    private static final String CLASS_SUFFIX = ".class";
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final BundleContext context;
    private final Duration limit;
    private final ExecutorService worker = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("bundles").factory());

    @Activate
    public Installer(BundleContext context) {
        this(context, LIMIT);
    }

    /** One that gives a bundle so long to start. */
    Installer(BundleContext context, Duration limit) {
        this.context = context;
        this.limit = limit;
    }

    @Deactivate
    void close() {
        worker.shutdown();
    }

    /** The thread for all that installs and removes: one such thing after the other. */
    public Executor worker() {
        return worker;
    }

    /** All that are installed. */
    public List<Bundle> all() {
        return List.of(context.getBundles());
    }

    /** The names of all that are installed. */
    Set<String> names() {
        return Stream.of(context.getBundles())
                .flatMap(bundle -> Stream.ofNullable(bundle.getSymbolicName()))
                .collect(Collectors.toSet());
    }

    /** The bundle of a name that was installed last. */
    public Optional<Bundle> find(String name) {
        return Stream.of(context.getBundles())
                .filter(bundle -> name.equals(bundle.getSymbolicName()))
                .reduce((_, later) -> later);
    }

    /** Whether this is the framework, or what installs bundles. */
    public boolean isOwn(Bundle bundle) {
        return bundle.equals(context.getBundle()) || bundle.getBundleId() == 0;
    }

    /** Whether a service of that type and name is registered. */
    boolean offers(Class<?> type, String name) {
        var naming = Naming.of(type);
        try {
            return context.getServiceReferences(type, null).stream()
                    .anyMatch(reference -> naming.name(reference).equals(Optional.of(name)));
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("no filter was given", e);
        }
    }

    /** Whether what is installed meets a requirement. */
    boolean provides(Requirement requirement) {
        return !context.getBundle(0)
                .adapt(FrameworkWiring.class)
                .findProviders(requirement)
                .isEmpty();
    }

    /**
     * Installs a bundle and starts it.
     *
     * @throws CommandException if that does not work; it is not installed then
     */
    public Bundle start(Jar jar) {
        return start(List.of(jar), Optional.empty()).getFirst();
    }

    /**
     * Installs a bundle beside another version of it, and starts it.
     *
     * @throws CommandException if that does not work; it is not installed then
     */
    public Bundle startBeside(Bundle old, Jar jar) {
        return start(List.of(jar), Optional.of(old)).getFirst();
    }

    /**
     * Installs bundles that may need each other, and starts them in their order.
     *
     * @throws CommandException if one of them does not work; none of them is installed then
     */
    List<Bundle> start(List<Jar> jars) {
        return start(jars, Optional.empty());
    }

    private List<Bundle> start(List<Jar> jars, Optional<Bundle> like) {
        var installed = new ArrayList<Bundle>();
        try {
            for (var jar : jars) {
                installed.add(install(jar, like));
            }
            // all at once; what it cannot resolve says so when it is started
            context.getBundle(0).adapt(FrameworkWiring.class).resolveBundles(installed);
            for (int i = 0; i < jars.size(); i++) {
                start(jars.get(i), installed.get(i), installed);
            }
            return List.copyOf(installed);
        } catch (CommandException e) {
            installed.reversed().forEach(Installer::remove);
            throw e;
        }
    }

    private Bundle install(Jar jar, Optional<Bundle> like) {
        if (context.getBundle(jar.location()) != null) {
            throw CommandException.failed("%s with these contents is installed already".formatted(jar));
        }
        try {
            var bundle = context.installBundle(jar.location(), jar.contents());
            like.ifPresent(old -> bundle.adapt(BundleStartLevel.class)
                    .setStartLevel(old.adapt(BundleStartLevel.class).getStartLevel()));
            return bundle;
        } catch (BundleException | RuntimeException e) {
            throw refusal(jar, e);
        }
    }

    /** An activator may do what it likes, so it has a thread of its own and so much time. */
    private void start(Jar jar, Bundle bundle, List<Bundle> installed) {
        var started = new CompletableFuture<Void>();
        var starter = Thread.ofPlatform().daemon().name("start " + jar.name()).start(() -> {
            try {
                bundle.start();
                started.complete(null);
            } catch (BundleException | RuntimeException | LinkageError e) {
                started.completeExceptionally(e);
            }
        });
        try {
            started.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw refusal(jar, Objects.requireNonNull(e.getCause()));
        } catch (TimeoutException e) {
            installed.remove(bundle); // the framework waits for the activator, and here nobody does
            started.whenComplete((_, _) -> remove(bundle));
            starter.interrupt();
            throw CommandException.failed("%s does not start: its activator has not come to an end after %s s"
                    .formatted(jar, limit.toMillis() / 1e3));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandException.failed("%s does not start: interrupted".formatted(jar));
        }
    }

    private static CommandException refusal(Jar jar, Throwable failure) {
        LOG.debug("{} does not start", jar, failure);
        return CommandException.failed("%s does not start: %s".formatted(jar, reason(failure)), failure);
    }

    /**
     * Has all classes of a bundle loaded and initialized: when its devices take over, nobody waits for that. A class that
     * cannot be is left to whoever needs it.
     */
    public static void initialize(Bundle bundle) {
        var wiring = bundle.adapt(BundleWiring.class);
        var names = wiring.listResources(
                "/", "*" + CLASS_SUFFIX, BundleWiring.LISTRESOURCES_LOCAL | BundleWiring.LISTRESOURCES_RECURSE);
        for (var name : names) {
            try {
                Class.forName(
                        name.substring(0, name.length() - CLASS_SUFFIX.length()).replace('/', '.'),
                        true,
                        wiring.getClassLoader());
            } catch (ClassNotFoundException | LinkageError e) {
                LOG.debug("{} of {} cannot be loaded", name, describe(bundle), e);
            }
        }
    }

    /** Removes a bundle. */
    public static void remove(Bundle bundle) {
        try {
            bundle.uninstall();
        } catch (BundleException | RuntimeException e) {
            LOG.error("{} cannot be removed", describe(bundle), e);
        }
    }

    /** What an exception comes from, without what the framework repeats in it. */
    private static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        var message = root instanceof BundleException ? String.valueOf(root.getMessage()) : root.toString();
        return message.split(" Unresolved requirements:", 2)[0];
    }

    /** A bundle for a message: its name and version. */
    public static String describe(Bundle bundle) {
        return "%s %s".formatted(bundle.getSymbolicName(), bundle.getVersion());
    }
}
