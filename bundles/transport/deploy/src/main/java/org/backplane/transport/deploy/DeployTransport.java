package org.backplane.transport.deploy;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchService;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.backplane.api.command.EarlyTransport;
import org.backplane.api.command.Feeds;
import org.backplane.api.event.Event;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the folder that the framework property {@code backplane.deploy} names: a jar put there is installed, another
 * one of its name replaces it, and when it is taken away, so is the bundle, as soon as nobody uses it. Without such a
 * folder it does nothing. What lies there at the start is installed before the command line is read.
 */
@Component(immediate = true)
public final class DeployTransport implements EarlyTransport {
    private static final Logger LOG = LoggerFactory.getLogger(DeployTransport.class);
    private static final String FOLDER = "backplane.deploy";

    /** After these events something may not be in use any more. */
    private static final Set<String> RELEASES = Set.of("DEVICE_DELETED", "PHASE_CHANGED");

    private final Feeds feeds;
    private final AtomicBoolean released = new AtomicBoolean();
    private final CompletableFuture<Void> fed = new CompletableFuture<>();
    private @Nullable Thread thread;

    @Activate
    public DeployTransport(BundleContext context, @Reference Feeds feeds) {
        this.feeds = feeds;
        Optional.ofNullable(context.getProperty(FOLDER))
                .filter(folder -> !folder.isEmpty())
                .map(Path::of)
                .filter(Files::isDirectory)
                .ifPresentOrElse(this::start, () -> fed.complete(null));
    }

    private void start(Path folder) {
        thread = Thread.ofPlatform().daemon().name("deploy").start(() -> run(folder));
    }

    @Deactivate
    void close() {
        if (thread != null) {
            thread.interrupt();
        }
    }

    @Override
    public CompletionStage<Void> fed() {
        return fed;
    }

    private void run(Path folder) {
        try (var feed = feeds.open("deploy", this::listen);
                var watch = folder.getFileSystem().newWatchService()) {
            folder.register(watch, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE);
            follow(new DeployFolder(folder, feed, InstantSource.system()), watch);
        } catch (IOException e) {
            LOG.error("{} is not watched any more: {}", folder, e.getMessage());
        } catch (InterruptedException | ClosedWatchServiceException e) {
            LOG.debug("{} is not watched any more", folder);
        } catch (RuntimeException | LinkageError e) {
            LOG.error("{} is not watched any more", folder, e);
        } finally {
            fed.complete(null);
        }
    }

    private void listen(Event event) {
        if (RELEASES.contains(event.name())) {
            released.set(true);
        }
    }

    private void follow(DeployFolder folder, WatchService watch) throws IOException, InterruptedException {
        boolean unsettled = folder.look();
        while (true) {
            if (!unsettled) {
                fed.complete(null);
            }
            boolean soon = unsettled || folder.waitsForUsers();
            var key = soon ? watch.poll(DeployFolder.QUIET.toMillis(), TimeUnit.MILLISECONDS) : watch.take();
            if (key != null) {
                key.pollEvents();
                if (!key.reset()) {
                    throw new IOException("it is not there any more");
                }
            }
            if (released.getAndSet(false)) {
                folder.released();
                unsettled = true;
            }
            if (key != null || unsettled) {
                unsettled = folder.look();
            }
        }
    }
}
