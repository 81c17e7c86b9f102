package org.backplane.core.session;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.Feed;
import org.backplane.api.command.Request;
import org.backplane.api.command.Role;
import org.backplane.api.event.Event;
import org.backplane.api.session.Protocol;
import org.backplane.api.session.Session;
import org.backplane.core.session.Outbox.Answer;
import org.backplane.core.session.Outbox.Bytes;
import org.backplane.core.session.Outbox.Failure;
import org.backplane.core.session.Outbox.Happened;
import org.backplane.core.session.Outbox.Item;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client: a thread that reads and has the protocol understand, and one that has the protocol word what there is
 * to tell, and writes. The main loop only puts things into its {@link Outbox}.
 */
final class ClientSession implements Session {
    private static final Logger LOG = LoggerFactory.getLogger(ClientSession.class);

    /** Commands under way before reading stops, as many as QEMU allows. */
    private static final int COMMANDS = 8;

    /** What waits to be sent before a client counts as not reading. */
    private static final int ITEMS = 1024;

    private static final int CHUNK = 64 * 1024;

    /** What a session needs of the others' world. */
    interface World {
        Feed feed(String origin, Consumer<Event> events);

        /** The least role that may give a command, the least of all if there is no such command. */
        Role leastRole(String command);

        void awaitResumed() throws InterruptedException;

        /** Takes memory for input, or gives it back. */
        boolean reserve(long bytes);

        void dropped(ClientSession session, String reason);

        void over(ClientSession session);
    }

    private final String origin;
    private final Line line;
    private final ProtocolSocket protocol;
    private final World world;
    private final Map<String, Object> memory = new ConcurrentHashMap<>();
    private final Outbox outbox = new Outbox(COMMANDS, ITEMS);
    private final Activity reader;
    private final Activity writer;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private ByteBuffer input = ByteBuffer.allocate(CHUNK);
    private volatile Role role;
    private volatile @Nullable Feed feed;
    private volatile boolean closed;

    ClientSession(String origin, Role role, Line line, ProtocolSocket protocol, World world) {
        this.origin = origin;
        this.role = role;
        this.line = line;
        this.protocol = protocol;
        this.world = world;
        reader = new Activity(origin + " reader", this::read);
        writer = new Activity(origin + " writer", this::write);
    }

    void start(Executor threads) {
        threads.execute(reader);
        threads.execute(writer);
    }

    @Override
    public String origin() {
        return origin;
    }

    @Override
    public Role role() {
        return role;
    }

    @Override
    public void restrict(Role less) {
        if (!role.includes(less)) {
            throw CommandException.badArgument(
                    "role", "This session is for an %s, not an %s".formatted(role.wireName(), less.wireName()));
        }
        role = less;
    }

    @Override
    public Map<String, Object> memory() {
        return memory;
    }

    @Override
    public void submit(Request request, Object tag) {
        var answers = feed;
        if (answers == null) {
            throw new IllegalStateException("%s has not begun".formatted(origin));
        }
        if (role != Role.OWNER && !role.includes(world.leastRole(request.command()))) {
            refuse(tag, notPermitted(request));
            return;
        }
        var place = outbox.expect();
        answers.submit(request)
                .whenComplete((result, failure) -> outbox.settle(
                        place, failure == null ? new Answer(tag, result) : new Failure(tag, refusal(failure))));
    }

    private CommandException notPermitted(Request request) {
        return CommandException.failed(
                "The command '%s' is not permitted to an %s".formatted(request.command(), role.wireName()));
    }

    private static CommandException refusal(Throwable failure) {
        return switch (failure) {
            case CommandException refused -> refused;
            case CompletionException e when e.getCause() instanceof CommandException refused -> refused;
            default -> CommandException.failed("Internal error: " + failure, failure);
        };
    }

    @Override
    public void answer(Object tag, Object result) {
        outbox.settle(outbox.expect(), new Answer(tag, result));
    }

    @Override
    public void refuse(Object tag, CommandException failure) {
        outbox.settle(outbox.expect(), new Failure(tag, failure));
    }

    @Override
    public void send(byte[] bytes) {
        if (writer.isCurrent()) {
            output.writeBytes(bytes);
        } else {
            outbox.add(bytes);
        }
    }

    @Override
    public void close() {
        outbox.end();
    }

    /** What waits in it. */
    Outbox.Length waiting() {
        return outbox.length();
    }

    /** Ends the session at once. */
    void drop() {
        closed = true;
        outbox.shut();
        reader.interrupt();
        writer.interrupt();
        hangUp();
    }

    /** Waits until the session is over, not longer than that. */
    void join(long millis) throws InterruptedException {
        writer.join(Math.max(1, millis));
    }

    private void happened(Event event) {
        if (!outbox.offer(event)) {
            drop();
            world.dropped(this, "it does not read what it is sent");
        }
    }

    private void read() {
        try {
            world.awaitResumed();
            feed = world.feed(origin, this::happened);
            call(this::begin);
            while (outbox.awaitRoom() && line.read(input) >= 0) {
                understand();
            }
            close();
        } catch (IOException e) {
            drop();
            LOG.debug("{} cannot be read", origin, e);
        } catch (InterruptedException e) {
            drop();
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            LOG.error("{}: the protocol failed", origin, e);
            drop();
            world.dropped(this, "the protocol failed");
        } finally {
            world.reserve(-extra(input.capacity()));
        }
    }

    private boolean begin(Protocol code) {
        code.begin(this);
        return true;
    }

    private void understand() throws InterruptedException {
        input.flip();
        boolean more = true;
        while (more && input.hasRemaining() && outbox.awaitRoom()) {
            more = call(code -> code.received(this, input));
        }
        makeRoom();
        resize();
    }

    /** Moves what is left to the front, if it is not there: a long message is not to be copied at every read. */
    private void makeRoom() {
        if (input.position() > 0) {
            input.compact();
        } else {
            input.position(input.limit()).limit(input.capacity());
        }
    }

    /** Makes room for the rest of a long message, and gives the room back after it. */
    private void resize() {
        int used = input.position();
        int wanted = Math.max(CHUNK, 2 * Integer.highestOneBit(used));
        if (input.hasRemaining() && wanted >= input.capacity() / 4) {
            return;
        }
        if (!world.reserve(extra(wanted) - extra(input.capacity()))) {
            drop();
            world.dropped(this, "its messages are too long for the memory there is");
            return;
        }
        input = ByteBuffer.allocate(wanted).put(input.flip());
    }

    /** What a buffer takes beyond what every session has. */
    private static long extra(long capacity) {
        return capacity - CHUNK;
    }

    private void write() {
        try {
            for (var items = outbox.take(); !items.isEmpty(); items = outbox.take()) {
                tell(items);
            }
        } catch (IOException e) {
            LOG.debug("{} cannot be written to", origin, e);
        } catch (InterruptedException e) {
            LOG.debug("{} was dropped", origin);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            LOG.error("{}: the protocol failed", origin, e);
            world.dropped(this, "the protocol failed");
        } finally {
            end();
        }
    }

    private void tell(List<Item> items) throws IOException, InterruptedException {
        for (var item : items) {
            call(code -> tell(code, item));
            if (output.size() >= CHUNK) {
                flush();
            }
        }
        flush();
    }

    private boolean tell(Protocol code, Item item) {
        switch (item) {
            case Answer(var tag, var result) -> code.answered(this, tag, result);
            case Failure(var tag, var failure) -> code.failed(this, tag, failure);
            case Happened(var event) -> code.happened(this, event);
            case Bytes bytes -> bytes.writeTo(output);
        }
        return true;
    }

    private void flush() throws IOException {
        output.writeTo(line);
        output.reset();
    }

    private boolean call(Function<Protocol, Boolean> use) throws InterruptedException {
        return protocol.call(use);
    }

    private void end() {
        drop();
        var answers = feed;
        if (answers != null) {
            answers.close();
        }
        sayEnded();
        world.over(this);
    }

    private void sayEnded() {
        try {
            protocol.callIfPresent(code -> code.ended(this));
        } catch (RuntimeException | LinkageError e) {
            LOG.error("{}: the protocol failed", origin, e);
        }
    }

    private void hangUp() {
        try {
            line.close();
        } catch (IOException e) {
            LOG.debug("{} cannot be closed", origin, e);
        }
    }

    /** Whether it has ended. */
    boolean isClosed() {
        return closed;
    }
}
