package org.backplane.core.session;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.backplane.api.Doc;
import org.backplane.api.command.CommandInfo;
import org.backplane.api.command.Commands;
import org.backplane.api.command.Feed;
import org.backplane.api.command.Role;
import org.backplane.api.event.Event;
import org.backplane.api.event.EventName;
import org.backplane.api.session.Listeners;
import org.backplane.api.session.Protocol;
import org.backplane.api.session.SocketAddress;
import org.backplane.core.loop.MainLoop;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All sockets and sessions. */
@Component(service = {Listeners.class, Sessions.class})
public final class Sessions implements Listeners {
    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

    /** Sessions at the same time; who comes beyond that is turned away. */
    private static final int LIMIT = 256;

    /** How long clients may take to read the last answers when the process ends. */
    private static final long FAREWELL_MILLIS = 2000;

    /** The system bundle, which is stopping when the process is about to end. */
    private static final long FRAMEWORK = 0;

    /** A session was ended from this side. */
    @EventName("SESSION_DROPPED")
    public record SessionDropped(String session, String reason) {}

    private record Open(Listener listener, Listening socket) {}

    private final MainLoop loop;
    private final Commands commands;
    private final BundleContext context;
    private final SynchronousBundleListener stopping = this::stopping;
    private final World world = new World();
    private final Gate gate = new Gate();
    private final Map<String, ProtocolSocket> protocols = new ConcurrentHashMap<>();
    private final Map<String, Open> listeners = new ConcurrentSkipListMap<>();
    private final Set<ClientSession> sessions = ConcurrentHashMap.newKeySet();
    private final AtomicInteger listenerNumber = new AtomicInteger();
    private final AtomicInteger sessionNumber = new AtomicInteger();

    /** Those that are idle end by themselves. To make one takes longer than to serve a client with one question. */
    private final Executor threads = Executors.newCachedThreadPool(Sessions::thread);

    private final AtomicBoolean standardStreams = new AtomicBoolean();

    @Activate
    public Sessions(BundleContext context, @Reference MainLoop loop, @Reference Commands commands) {
        this.context = context;
        this.loop = loop;
        this.commands = commands;
        context.addBundleListener(stopping);
    }

    private static Thread thread(Runnable work) {
        var thread = new Thread(work, "idle session");
        thread.setDaemon(true);
        return thread;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addProtocol(ServiceReference<Protocol> reference, Protocol protocol) {
        protocol(name(reference)).plug(reference, protocol);
    }

    void removeProtocol(ServiceReference<Protocol> reference) {
        protocol(name(reference)).unplug(reference);
    }

    private static String name(ServiceReference<?> reference) {
        return String.valueOf(reference.getProperty("backplane.protocol.name"));
    }

    private ProtocolSocket protocol(String name) {
        return protocols.computeIfAbsent(name, _ -> new ProtocolSocket());
    }

    @Override
    public Listener listen(String protocol, SocketAddress address, Role role) throws IOException {
        var socket = Listening.open(address);
        var listener =
                new Listener(protocol + "-" + listenerNumber.incrementAndGet(), protocol, socket.address(), role);
        listeners.put(listener.id(), new Open(listener, socket));
        socket.start(client -> accept(client, listener));
        LOG.info("{} listens on {}", listener.id(), listener.address().text());
        return listener;
    }

    private void accept(SocketChannel client, Listener listener) {
        begin(Line.of(client), listener.protocol(), listener.role());
    }

    private void begin(Line line, String protocol, Role role) {
        var origin = protocol + ":" + sessionNumber.incrementAndGet();
        var session = new ClientSession(origin, role, line, protocol(protocol), world);
        sessions.add(session);
        if (sessions.size() > LIMIT) {
            LOG.warn("{} was turned away: there are {} sessions already", origin, LIMIT);
            session.drop();
            sessions.remove(session);
            return;
        }
        LOG.debug("{} begins", origin);
        session.start(threads);
    }

    @Override
    public boolean close(String id) {
        var open = listeners.remove(id);
        if (open == null) {
            return false;
        }
        try {
            open.socket().close();
        } catch (IOException e) {
            LOG.warn("{} cannot be closed", id, e);
        }
        return true;
    }

    @Override
    public List<Listener> listeners() {
        return listeners.values().stream().map(Open::listener).toList();
    }

    @Override
    public void serveStandardStreams(String protocol, Role role) throws IOException {
        if (standardStreams.getAndSet(true)) {
            throw new IOException("standard input and output serve a session already");
        }
        begin(Line.ofStandardStreams(), protocol, role);
    }

    @Override
    public void serve(String protocol, ReadableByteChannel in, WritableByteChannel out, Role role) {
        begin(Line.of(in, out), protocol, role);
    }

    /** A session, and what waits in it. */
    public record SessionInfo(
            @Doc("What it is called") String name,
            @Doc("What its client may do") Role role,
            @Doc("Commands under way") int commands,

            @Doc("Answers and events that its client has not taken yet")
            int unsent) {}

    /** All that there are at this moment, by name. */
    public List<SessionInfo> all() {
        return sessions.stream()
                .map(session -> new SessionInfo(
                        session.origin(),
                        session.role(),
                        session.waiting().commands(),
                        session.waiting().items()))
                .sorted(Comparator.comparing(SessionInfo::name))
                .toList();
    }

    @Override
    public Hold hold() {
        return gate.hold();
    }

    /** Says farewell while the protocols are still there. */
    private void stopping(BundleEvent event) {
        if (event.getType() == BundleEvent.STOPPING && event.getBundle().getBundleId() == FRAMEWORK) {
            stop();
        }
    }

    @Deactivate
    void stop() {
        context.removeBundleListener(stopping);
        listeners.keySet().forEach(this::close);
        sessions.forEach(ClientSession::close);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(FAREWELL_MILLIS);
        try {
            for (var session : sessions) {
                session.join(TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sessions.forEach(ClientSession::drop);
        }
    }

    /** How many sessions there are; for inspection. */
    int count() {
        return sessions.size();
    }

    /** What sessions know of all this. */
    private final class World implements ClientSession.World {

        /** All long messages together may take a quarter of the heap. */
        private final long memory = Runtime.getRuntime().maxMemory() / 4;

        private final AtomicLong reserved = new AtomicLong();

        @Override
        public Feed feed(String origin, Consumer<Event> events) {
            return loop.open(origin, events);
        }

        @Override
        public Role leastRole(String command) {
            return commands.command(command).map(CommandInfo::leastRole).orElse(Role.OBSERVER);
        }

        @Override
        public void awaitResumed() throws InterruptedException {
            gate.pass();
        }

        @Override
        public boolean reserve(long bytes) {
            if (reserved.addAndGet(bytes) <= memory || bytes <= 0) {
                return true;
            }
            reserved.addAndGet(-bytes);
            return false;
        }

        @Override
        public void dropped(ClientSession session, String reason) {
            LOG.warn("{} was dropped: {}", session.origin(), reason);
            loop.post(() -> loop.emit(new SessionDropped(session.origin(), reason)));
        }

        @Override
        public void over(ClientSession session) {
            LOG.debug("{} is over", session.origin());
            sessions.remove(session);
        }
    }
}
