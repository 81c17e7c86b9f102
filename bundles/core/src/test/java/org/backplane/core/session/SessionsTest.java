package org.backplane.core.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandInfo;
import org.backplane.api.command.Commands;
import org.backplane.api.command.Request;
import org.backplane.api.command.Role;
import org.backplane.api.event.EventName;
import org.backplane.api.phase.Phase;
import org.backplane.api.schema.Schema;
import org.backplane.api.session.Protocol;
import org.backplane.api.session.Session;
import org.backplane.api.session.SocketAddress;
import org.backplane.core.FakeRegistry;
import org.backplane.core.loop.LoopOf;
import org.backplane.core.loop.MainLoop;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.ServiceReference;

class SessionsTest {
    @EventName("NOISE")
    record Noise(String text) {}

    @TempDir
    Path directory;

    final AtomicInteger done = new AtomicInteger();
    final CompletableFuture<String> slow = new CompletableFuture<>();
    final MainLoop loop = LoopOf.commands(this::run);
    final FakeRegistry registry = new FakeRegistry();
    final Sessions sessions = new Sessions(registry.context(), loop, new Roles());
    ServiceReference<Protocol> plugged = plug(new LineProtocol());

    /** Commands that look are for observers, all others are not. */
    static final class Roles implements Commands {
        @Override
        public SortedSet<String> names() {
            return new TreeSet<>();
        }

        @Override
        public Optional<CommandInfo> command(String name) {
            var role = name.equals("look") ? Role.OBSERVER : Role.OPERATOR;
            var none = new Schema.Struct("none", List.of());
            return Optional.of(
                    new CommandInfo(name, "", none, none, Set.of(Phase.NO_MACHINE), Optional.empty(), role, List.of()));
        }

        @Override
        public Optional<CommandInfo> option(String option) {
            return Optional.empty();
        }

        @Override
        public List<CommandInfo> options() {
            return List.of();
        }
    }

    @AfterEach
    void stop() {
        slow.complete("");
        sessions.stop();
        LoopOf.stop(loop);
    }

    @Nullable
    Object run(Request request) {
        return switch (request.command()) {
            case "slow" -> slow;
            case "fail" -> throw CommandException.failed("it failed");
            default -> request.command() + done.incrementAndGet();
        };
    }

    @SuppressWarnings("unchecked") // the registry holds services of any type
    ServiceReference<Protocol> plug(Protocol protocol) {
        var reference = (ServiceReference<Protocol>)
                registry.register(Protocol.class, "backplane.protocol.name", "line", protocol);
        sessions.addProtocol(reference, protocol);
        return reference;
    }

    Path listen() throws IOException {
        return listen(Role.OWNER);
    }

    Path listen(Role role) throws IOException {
        var path = directory.resolve("s");
        sessions.listen("line", new SocketAddress.Unix(path.toString()), role);
        return path;
    }

    static Client greeted(Path path) throws IOException {
        var client = new Client(path);
        assertEquals("hello", client.line());
        return client;
    }

    static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait(); // the test's time limit ends what never comes
        }
    }

    @Test
    void aClientIsGreetedAndAnswered() throws IOException {
        try (var client = greeted(listen())) {
            client.send("a\nfail\nb\n");
            assertEquals("1 a1", client.line());
            assertEquals("2 failed: it failed", client.line());
            assertEquals("3 b2", client.line());
        }
    }

    @Test
    void whatNeedsNoRunningWaitsForTheAnswersBeforeIt() throws IOException {
        try (var client = greeted(listen())) {
            client.send("slow\nlocal\n");
            slow.complete("done");
            assertEquals("1 done", client.line());
            assertEquals("2 local", client.line());
        }
    }

    @Test
    void aSlowCommandHoldsUpItsOwnClientOnly() throws IOException {
        var path = listen();
        try (var first = greeted(path);
                var second = greeted(path)) {
            first.send("slow\n" + "a\n".repeat(100));
            second.send("b\n");
            assertTrue(String.valueOf(second.line()).startsWith("1 b"));
            slow.complete("done");
            assertEquals("1 done", first.line());
            for (int i = 2; i <= 101; i++) {
                assertTrue(String.valueOf(first.line()).startsWith(i + " a"));
            }
        }
    }

    @Test
    void manyClientsAreServedEachInItsOrder() throws Exception {
        var path = listen();
        inParallel(64, () -> {
            try (var client = greeted(path)) {
                client.send("x\n".repeat(100));
                for (int i = 1; i <= 100; i++) {
                    assertTrue(String.valueOf(client.line()).startsWith(i + " x"));
                }
            }
        });
        assertEquals(6400, done.get());
    }

    interface Work {
        void run() throws Exception;
    }

    static void inParallel(int count, Work work) throws Exception {
        try (var threads = Executors.newFixedThreadPool(count)) {
            var results = new ArrayList<Future<?>>();
            for (int i = 0; i < count; i++) {
                results.add(threads.submit(() -> {
                    work.run();
                    return null;
                }));
            }
            for (var result : results) {
                result.get();
            }
        }
    }

    @Test
    void nothingIsLostWhenTheProtocolIsReplacedUnderBusyClients() throws Exception {
        var path = listen();
        int clients = 8;
        int commands = 500;
        var busy = new Thread(() -> {
            for (int swap = 1; swap <= 10; swap++) {
                int until = swap * clients * commands / 12;
                await(() -> done.get() >= until);
                sessions.removeProtocol(plugged);
                plugged = plug(new LineProtocol());
            }
        });
        busy.start();
        inParallel(clients, () -> {
            try (var client = greeted(path)) {
                for (int i = 1; i <= commands; i++) {
                    client.send("x");
                    client.send("\n");
                    assertTrue(String.valueOf(client.line()).startsWith(i + " x"));
                }
            }
        });
        busy.join();
        assertEquals(clients * commands, done.get());
    }

    @Test
    void aNewProtocolTakesOverBeforeTheOldOneGoes() throws IOException {
        try (var client = greeted(listen())) {
            var next = plug(new LineProtocol());
            sessions.removeProtocol(plugged);
            client.send("a\n");
            assertEquals("1 a1", client.line());
            sessions.removeProtocol(next);
            client.send("b\n");
            plug(new LineProtocol());
            assertEquals("2 b2", client.line());
        }
    }

    @Test
    void aClientThatDoesNotReadIsDroppedAndTheOthersAreTold() throws IOException {
        var path = listen();
        try (var deaf = greeted(path);
                var other = greeted(path)) {
            var line = "";
            while (line.startsWith("event NOISE") || line.isEmpty()) {
                loop.emit(new Noise("x".repeat(4000)));
                line = String.valueOf(other.line());
            }
            assertTrue(line.startsWith("event SESSION_DROPPED"), line);
            other.send("still here\n");
            while (!line.startsWith("1 still here")) {
                line = String.valueOf(other.line());
            }
            await(() -> sessions.count() == 1);
            assertTrue(String.valueOf(deaf.line()).startsWith("event NOISE"));
        }
    }

    @Test
    void whoComesDuringAHoldIsGreetedAfterIt() throws IOException {
        var path = listen();
        var released = new AtomicInteger();
        sessions.removeProtocol(plugged);
        plug(new LineProtocol() {
            @Override
            public void begin(Session session) {
                assertEquals(1, released.get());
                super.begin(session);
            }
        });
        var hold = sessions.hold();
        var second = sessions.hold();
        try (var client = new Client(path)) {
            client.send("a\n");
            await(() -> sessions.count() == 1);
            hold.close();
            hold.close();
            released.set(1);
            second.close();
            assertEquals("hello", client.line());
            assertEquals("1 a1", client.line());
        }
    }

    @Test
    void whoEndsItsOutputStillGetsItsAnswers() throws IOException {
        try (var client = greeted(listen())) {
            client.send("slow\na\n");
            client.endOutput();
            slow.complete("done");
            assertEquals("1 done", client.line());
            assertEquals("2 a1", client.line());
            assertNull(client.line());
        }
    }

    @Test
    void whoIsToldByeReadsTheRestAndTheEnd() throws IOException {
        try (var client = greeted(listen())) {
            client.send("a\nbye\nb\n");
            assertEquals("1 a1", client.line());
            assertNull(client.line());
        }
    }

    @Test
    void nothingIsLeftOfClientsThatGoInTheMiddleOfAMessage() throws IOException {
        var path = listen();
        for (int i = 0; i < 1000; i++) {
            try (var client = new Client(path)) {
                client.send(i % 2 == 0 ? "half" : "a\nhalf");
            }
        }
        await(() -> sessions.count() == 0);
        try (var client = greeted(path)) {
            client.send("look\n");
            assertTrue(String.valueOf(client.line()).startsWith("1 look"));
        }
    }

    @Test
    void aBugOfTheProtocolEndsItsSessionOnly() throws IOException {
        var path = listen();
        try (var first = greeted(path);
                var second = greeted(path)) {
            first.send("bug\n");
            assertNull(first.line());
            assertTrue(String.valueOf(second.line()).startsWith("event SESSION_DROPPED"));
            second.send("a\n");
            assertEquals("1 a1", second.line());
        }
    }

    @Test
    void thereIsALimitToSessions() throws IOException {
        var path = listen();
        var clients = new ArrayList<Client>();
        try {
            for (int i = 0; i < 256; i++) {
                clients.add(greeted(path));
            }
            try (var late = new Client(path)) {
                assertNull(late.line());
            }
            clients.getFirst().send("a\n");
            assertEquals("1 a1", clients.getFirst().line());
        } finally {
            for (var client : clients) {
                client.close();
            }
        }
    }

    @Test
    void anObserverMayLookOnly() throws IOException {
        try (var client = greeted(listen(Role.OBSERVER))) {
            client.send("look\nchange\n");
            assertEquals("1 look1", client.line());
            assertEquals("2 failed: The command 'change' is not permitted to an observer", client.line());
        }
    }

    @Test
    void aLongMessageIsKeptUntilItIsWhole() throws Exception {
        try (var client = greeted(listen())) {
            var sender = CompletableFuture.runAsync(() -> {
                try {
                    client.send("x".repeat(3 << 20) + "\na\n");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            assertEquals((3 << 20) + 3, String.valueOf(client.line()).length());
            assertEquals("2 a2", client.line());
            sender.get();
        }
    }

    @Test
    void aSocketIsForItsOwnerOnlyAndLeavesNothingBehind() throws IOException {
        var path = listen();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        try (var files = Files.list(directory)) {
            assertEquals(List.of(path), files.toList());
        }
        assertTrue(sessions.close(sessions.listeners().getFirst().id()));
        assertFalse(Files.exists(path));
        assertFalse(sessions.close("line-1"));
    }

    @Test
    void aSocketThatSomebodyLeftIsReplaced() throws IOException {
        var path = directory.resolve("s");
        try (var old = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            old.bind(UnixDomainSocketAddress.of(path));
            var refused = assertThrows(IOException.class, this::listen);
            assertEquals(
                    "Cannot listen on unix:%s: the file exists, and is no socket that was left behind".formatted(path),
                    refused.getMessage());
        }
        listen();
        greeted(path).close();
    }

    @Test
    void aForeignFileStaysWhatItIs() throws IOException {
        var path = Files.writeString(directory.resolve("s"), "precious");
        assertThrows(IOException.class, this::listen);
        assertEquals("precious", Files.readString(path));
        try (var files = Files.list(directory)) {
            assertEquals(List.of(path), files.toList());
        }
    }

    @Test
    void aSymbolicLinkIsNotFollowed() throws IOException {
        var target = directory.resolve("target");
        var path = Files.createSymbolicLink(directory.resolve("s"), target);
        assertThrows(IOException.class, this::listen);
        assertTrue(Files.isSymbolicLink(path));
        assertFalse(Files.exists(target, LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void aPathThatSomethingElseHasTakenIsLeftAlone() throws IOException {
        var path = listen();
        Files.delete(path);
        Files.writeString(path, "precious");
        sessions.close(sessions.listeners().getFirst().id());
        assertEquals("precious", Files.readString(path));
    }

    @Test
    void aPortIsOnTheLoopbackInterfaceUnlessAHostIsNamed() throws IOException {
        var listener = sessions.listen("line", new SocketAddress.Inet("", "0"), Role.OWNER);
        var address = (SocketAddress.Inet) listener.address();
        assertTrue(InetAddress.getByName(address.host()).isLoopbackAddress());
        try (var client = new Client(new InetSocketAddress(address.host(), Integer.parseInt(address.port())))) {
            assertEquals("hello", client.line());
        }
    }

    @Test
    void whatCannotBeListenedToIsSaid() {
        assertEquals(
                "Cannot listen on fd:3: sockets of type 'fd' are not supported", refusal(new SocketAddress.Fd("3")));
        assertEquals(
                "Cannot listen on tcp::x: a port is a number from 0 to 65535, not 'x'",
                refusal(new SocketAddress.Inet("", "x")));
        assertEquals(
                "Cannot listen on unix:%s/no/s: the directory does not exist".formatted(directory),
                refusal(new SocketAddress.Unix(directory + "/no/s")));
    }

    String refusal(SocketAddress address) {
        return String.valueOf(assertThrows(IOException.class, () -> sessions.listen("line", address, Role.OWNER))
                .getMessage());
    }

    @Test
    void whatWaitsInASessionIsSeen() throws IOException {
        try (var client = greeted(listen(Role.OPERATOR))) {
            client.send("slow\na\n");
            await(() -> sessions.all().equals(List.of(new Sessions.SessionInfo("line:1", Role.OPERATOR, 2, 0))));
            slow.complete("x");
            assertEquals("1 x", client.line());
        }
    }

    @Test
    void aSessionBeginsOnStreamsThatSomebodyHas() throws IOException {
        var keys = Pipe.open();
        var screen = Pipe.open();
        sessions.serve("line", keys.source(), screen.sink(), Role.OWNER);
        try (var typing = new PrintStream(Channels.newOutputStream(keys.sink()), true, StandardCharsets.UTF_8);
                var reading = new BufferedReader(Channels.newReader(screen.source(), StandardCharsets.UTF_8))) {
            assertEquals("hello", reading.readLine());
            typing.print("a\n");
            assertEquals("1 a1", reading.readLine());
            typing.close();
            assertNull(reading.readLine());
        }
    }
}
