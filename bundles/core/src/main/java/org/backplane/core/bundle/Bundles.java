package org.backplane.core.bundle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.backplane.api.Doc;
import org.backplane.api.command.CommandException;
import org.backplane.api.event.EventName;
import org.backplane.api.event.Events;
import org.backplane.core.board.Successors;
import org.backplane.core.board.Users;
import org.backplane.core.board.Vm;
import org.backplane.core.loop.MainLoop;
import org.backplane.core.repository.Installer;
import org.backplane.core.repository.Jar;
import org.backplane.core.repository.Naming;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Installs, replaces and removes bundles. A bundle is replaced side by side: the new one is installed and started beside
 * the old one, its devices and back ends take over from the old one's while the machine stands still for a moment, and
 * then the old one goes. When something goes wrong, the new one goes, and the old one has never stopped to be whole.
 *
 * <p>What can take long runs on a thread of its own, one operation after the other; what touches the machine, on the main
 * loop.
 */
@Component(service = Bundles.class)
public final class Bundles {
    /** A bundle. */
    public record BundleInfo(
            @Doc("Number that the framework gave it") long id,
            @Doc("Symbolic name") String name,
            @Doc("Version") String version,
            @Doc("Whether it is started") boolean active) {}

    /** What was replaced, by what. */
    public record BundleUpdate(
            @Doc("Symbolic name") String name,
            @Doc("Version that was replaced") String from,
            @Doc("Version that replaced it") String to,
            @Doc("Devices that it took over") List<String> devices,
            @Doc("Back ends that it took over") List<String> backends,

            @Doc("How long the machine stood still for it, in nanoseconds")
            long pause) {}

    /** A bundle was replaced by another version of it. */
    @EventName("BUNDLE_UPDATED")
    public record Updated(String name, String from, String to, List<String> devices, List<String> backends) {}

    private record Pair(Bundle old, Bundle fresh) {}

    private final Installer installer;
    private final Vm vm;
    private final Users users;
    private final MainLoop loop;
    private final Events events;
    private final Executor worker;

    @Activate
    public Bundles(
            @Reference Installer installer,
            @Reference Vm vm,
            @Reference Users users,
            @Reference MainLoop loop,
            @Reference Events events) {
        this.installer = installer;
        this.worker = installer.worker();
        this.vm = vm;
        this.users = users;
        this.loop = loop;
        this.events = events;
    }

    /** All that are installed. */
    public List<BundleInfo> all() {
        return installer.all().stream().map(Bundles::info).toList();
    }

    private static BundleInfo info(Bundle bundle) {
        return new BundleInfo(
                bundle.getBundleId(),
                bundle.getSymbolicName(),
                bundle.getVersion().toString(),
                bundle.getState() == Bundle.ACTIVE);
    }

    /**
     * Installs a bundle and starts it.
     *
     * @return fails with a {@link CommandException} if there is no such bundle, there is one of that name already, or it
     *     cannot be started; it is not installed then
     */
    public CompletionStage<BundleInfo> install(String file) {
        return CompletableFuture.supplyAsync(
                () -> {
                    var jar = Jar.read(file);
                    installer.find(jar.name()).ifPresent(present -> {
                        throw CommandException.failed("%s is installed already; bundle-update replaces it"
                                .formatted(Installer.describe(present)));
                    });
                    return info(installer.start(jar));
                },
                worker);
    }

    /**
     * Replaces a bundle by another version of it.
     *
     * @return fails with a {@link CommandException} if that is not possible; all is as it was then
     */
    public CompletionStage<BundleUpdate> update(String file) {
        return CompletableFuture.supplyAsync(() -> startBeside(Jar.read(file)), worker)
                .thenCompose(pair -> CompletableFuture.supplyAsync(() -> swap(pair), loop::post)
                        .handleAsync((swapped, failure) -> finish(pair, swapped, failure), worker));
    }

    private Pair startBeside(Jar jar) {
        var old = installer
                .find(jar.name())
                .orElseThrow(() -> CommandException.badArgument(
                        "file", "There is no bundle %s to replace; bundle-install installs it".formatted(jar.name())));
        requireReplaceable(old);
        var fresh = installer.startBeside(old, jar);
        Installer.initialize(fresh);
        return new Pair(old, fresh);
    }

    private void requireReplaceable(Bundle bundle) {
        if (installer.isOwn(bundle)) {
            throw CommandException.failed("%s cannot be replaced while it runs".formatted(Installer.describe(bundle)));
        }
        var wiring = bundle.adapt(BundleWiring.class);
        var dependents = wiring == null
                ? List.<String>of()
                : wiring.getProvidedWires(null).stream()
                        .map(wire -> wire.getRequirer().getSymbolicName())
                        .distinct()
                        .sorted()
                        .toList();
        if (!dependents.isEmpty()) {
            throw CommandException.failed("%s is in use by other bundles: %s"
                    .formatted(Installer.describe(bundle), String.join(", ", dependents)));
        }
    }

    private Vm.Swapped swap(Pair pair) {
        var successors = new Successors();
        inUse(pair.old).forEach((user, offer) -> {
            if (!Users.REPLACEABLE.contains(offer.type)) {
                throw CommandException.failed(
                        "%s cannot be replaced: %s uses it".formatted(Installer.describe(pair.old), user));
            }
            addSuccessor(offer.type, offer.name, user, pair, successors);
        });
        return vm.swap(successors);
    }

    private static <S> void addSuccessor(Class<S> type, String name, String user, Pair pair, Successors successors) {
        var former = new Offers(pair.old).find(type, name).orElseThrow();
        var successor = new Offers(pair.fresh)
                .find(type, name)
                .orElseThrow(() -> CommandException.failed("%s has no %s '%s', which %s needs"
                        .formatted(
                                Installer.describe(pair.fresh), Naming.of(type).noun(), name, user)));
        successors.add(type, name, former, successor);
    }

    private record Offer(Class<?> type, String name) {}

    /** What a bundle offers and somebody uses, by its users. */
    private Map<String, Offer> inUse(Bundle bundle) {
        var offers = new Offers(bundle);
        var found = new HashMap<String, Offer>();
        for (var type : Users.LASTING) {
            for (var name : offers.names(type)) {
                users.of(type, name).forEach(user -> found.put(user, new Offer(type, name)));
            }
        }
        return found;
    }

    private BundleUpdate finish(Pair pair, Vm.@Nullable Swapped swapped, @Nullable Throwable failure) {
        if (swapped == null) {
            Installer.remove(pair.fresh);
            throw failure instanceof RuntimeException exception ? exception : new CompletionException(failure);
        }
        var update = new BundleUpdate(
                pair.old.getSymbolicName(),
                pair.old.getVersion().toString(),
                pair.fresh.getVersion().toString(),
                swapped.devices(),
                swapped.backends(),
                swapped.pauseNanos());
        Installer.remove(pair.old);
        events.emit(new Updated(update.name, update.from, update.to, update.devices, update.backends));
        return update;
    }

    /**
     * Removes a bundle.
     *
     * @return fails with a {@link CommandException} if there is none of that name, or it is in use
     */
    public CompletionStage<Void> uninstall(String name) {
        return CompletableFuture.supplyAsync(() -> requireUnused(name), loop::post)
                .thenAcceptAsync(Installer::remove, worker);
    }

    private Bundle requireUnused(String name) {
        var bundle = installer
                .find(name)
                .orElseThrow(() -> CommandException.badArgument("name", "There is no bundle %s".formatted(name)));
        requireReplaceable(bundle);
        var found = new ArrayList<>(inUse(bundle).keySet());
        if (!found.isEmpty()) {
            found.sort(null);
            throw CommandException.failed(
                    "%s is in use by %s".formatted(Installer.describe(bundle), String.join(", ", found)));
        }
        return bundle;
    }
}
