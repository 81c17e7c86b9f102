package org.backplane.itests.wiring;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.Feed;
import org.backplane.api.command.Feeds;
import org.backplane.api.command.Request;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceListener;
import org.osgi.util.tracker.ServiceTracker;

/** What a test sees of the framework it runs in: bundles, services, and a feed of its own to the main loop. */
final class Inside implements AutoCloseable {
    private static final long LIMIT_MILLIS = 20_000;
    /** Others who wait for the same service may hear of it later than we do. */
    private static final long LOOK_AGAIN_MILLIS = 100;

    private final BundleContext context;
    private final Feed feed;

    private Inside(BundleContext context) throws InterruptedException {
        this.context = context;
        feed = service(Feeds.class).open("test", _ -> {});
    }

    /** The framework of a test. */
    static Inside of(Object test) throws InterruptedException {
        return new Inside(FrameworkUtil.getBundle(test.getClass()).getBundleContext());
    }

    /** The test's own view of the framework. */
    BundleContext context() {
        return context;
    }

    /** All bundles of this project, as opposed to those that the tests bring along. */
    Stream<Bundle> bundles() {
        return Stream.of(context.getBundles())
                .filter(bundle -> bundle.getSymbolicName().startsWith("org.backplane."))
                .filter(bundle -> !bundle.getSymbolicName().startsWith("org.backplane.itests"));
    }

    /** The bundle of that name. */
    Bundle bundle(String symbolicName) {
        return bundles()
                .filter(bundle -> bundle.getSymbolicName().equals(symbolicName))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no bundle " + symbolicName));
    }

    /** A service, once it is there. */
    <S> S service(Class<S> type) throws InterruptedException {
        var tracker = new ServiceTracker<S, S>(context, type, null);
        tracker.open();
        try {
            var service = tracker.waitForService(LIMIT_MILLIS);
            assertNotNull(service, () -> "no service " + type.getName());
            return service;
        } finally {
            tracker.close();
        }
    }

    /** Waits until something is so; it is looked at again whenever a service comes or goes. */
    void await(String what, BooleanSupplier condition) throws InterruptedException {
        var changes = new Semaphore(0);
        ServiceListener listener = _ -> changes.release();
        context.addServiceListener(listener);
        try {
            long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LIMIT_MILLIS);
            while (!condition.getAsBoolean()) {
                assertTrue(System.nanoTime() < deadline, () -> "this never came true: " + what);
                changes.tryAcquire(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            }
        } finally {
            context.removeServiceListener(listener);
        }
    }

    /**
     * Runs a command and waits for its answer.
     *
     * @throws CommandException if it is refused
     */
    Object run(String command, Map<String, Object> arguments) throws InterruptedException {
        try {
            return feed.submit(Request.of(command, arguments))
                    .toCompletableFuture()
                    .get(LIMIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CommandException refused) {
                throw refused;
            }
            throw new AssertionError(e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError(command + " does not answer", e);
        }
    }

    /** Runs a command that answers with a list of objects, and picks their names. */
    List<String> names(String command) throws InterruptedException {
        var answer = (List<?>) run(command, Map.of());
        return answer.stream()
                .map(item -> String.valueOf(((Map<?, ?>) item).get("name")))
                .toList();
    }

    /** How far the machine has come. */
    String phase() throws InterruptedException {
        return String.valueOf(((Map<?, ?>) run("query-phases", Map.of())).get("phase"));
    }

    /** Whether a command that answers with a list of objects has one of that name. */
    boolean has(String command, String name) {
        try {
            return names(command).contains(name);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        feed.close();
    }
}
