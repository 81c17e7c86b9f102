package org.backplane.backend.chardev;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.backplane.api.backend.Chardev;
import org.backplane.backend.chardev.SocketChardev.Address;
import org.backplane.backend.chardev.SocketChardev.AddressData;
import org.backplane.backend.chardev.SocketChardev.Kind;
import org.backplane.backend.chardev.SocketChardev.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class SocketsTest {
    @TempDir
    Path directory;

    final SocketChardev type = new SocketChardev();

    Path path() {
        return directory.resolve("line");
    }

    Properties unix(boolean server, boolean wait, int reconnect) {
        return new Properties(
                Optional.of(path().toString()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(server),
                server ? Optional.of(wait) : Optional.empty(),
                false,
                reconnect);
    }

    static Properties inet(int port, boolean server) {
        return new Properties(
                Optional.empty(),
                Optional.empty(),
                Optional.of(port),
                Optional.empty(),
                Optional.of(server),
                server ? Optional.of(false) : Optional.empty(),
                true,
                0);
    }

    SocketChannel client() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(path()));
    }

    static void send(SocketChannel to, String text) throws IOException {
        to.write(ByteBuffer.wrap(text.getBytes(US_ASCII)));
    }

    static String received(SocketChannel from, int length) throws IOException {
        var bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && from.read(bytes) >= 0) {
            Thread.onSpinWait();
        }
        return new String(bytes.array(), 0, bytes.position(), US_ASCII);
    }

    static String read(Chardev chardev, int length) throws IOException {
        return new String(chardev.input().readNBytes(length), US_ASCII);
    }

    static void write(Chardev chardev, String text) throws IOException {
        chardev.output().write(text.getBytes(US_ASCII));
    }

    // ---- servers

    @Test
    void aServerTalksWithItsClient() throws IOException {
        try (var line = type.open(unix(true, false, 0));
                var client = client()) {
            send(client, "root\n");
            assertEquals("root\n", read(line, 5));
            write(line, "login: ");
            assertEquals("login: ", received(client, 7));
        }
        assertFalse(Files.exists(path()));
    }

    @Test
    void aClientComesAfterTheOther() throws IOException {
        try (var line = type.open(unix(true, false, 0))) {
            try (var first = client()) {
                send(first, "a");
                assertEquals("a", read(line, 1));
            }
            try (var second = client()) {
                send(second, "b");
                assertEquals("b", read(line, 1));
                write(line, "c");
                assertEquals("c", received(second, 1));
            }
        }
    }

    @Test
    void outputWithoutAClientIsDropped() throws IOException {
        try (var line = type.open(unix(true, false, 0))) {
            write(line, "lost");
            try (var client = client()) {
                send(client, "a");
                assertEquals("a", read(line, 1));
                write(line, "kept");
                assertEquals("kept", received(client, 4));
            }
        }
    }

    @Test
    void aSecondClientWaitsForTheFirstToLeave() throws IOException {
        try (var line = type.open(unix(true, false, 0));
                var second = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            try (var first = client()) {
                send(first, "a");
                assertEquals("a", read(line, 1));
                second.connect(UnixDomainSocketAddress.of(path()));
                send(second, "b");
                send(first, "c");
                assertEquals("c", read(line, 1));
            }
            assertEquals("b", read(line, 1));
        }
    }

    @Test
    void aServerThatWaitsIsOpenOnceItHasAClient() throws IOException, InterruptedException, ExecutionException {
        var opened = CompletableFuture.supplyAsync(() -> {
            try {
                return type.open(unix(true, true, 0));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        while (!Files.exists(path())) {
            Thread.onSpinWait();
        }
        assertFalse(opened.isDone());
        try (var client = client();
                var line = opened.get()) {
            write(line, "first");
            assertEquals("first", received(client, 5));
        }
    }

    @Test
    void closingEndsARead() throws IOException, InterruptedException, ExecutionException {
        var line = type.open(unix(true, false, 0));
        var input = line.input();
        var read = CompletableFuture.supplyAsync(() -> {
            try {
                return input.read();
            } catch (IOException e) {
                return -1;
            }
        });
        line.close();
        assertEquals(-1, read.get());
    }

    @Test
    void aUnixSocketIsForItsOwnerAlone() throws IOException {
        try (var _ = type.open(unix(true, false, 0))) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path())));
        }
    }

    @Test
    void aSocketThatAProcessLeftBehindIsReplacedAndNothingElseIs() throws IOException {
        ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(path()))
                .close();
        try (var _ = type.open(unix(true, false, 0))) {
            refused("Address already in use", unix(true, false, 0));
        }
        Files.writeString(path(), "precious");
        assertThrows(IOException.class, () -> type.open(unix(true, false, 0)));
        assertEquals("precious", Files.readString(path()));
        try (var left = Files.list(directory)) {
            assertEquals(1, left.count());
        }
    }

    @Test
    void anInetServerListensOnThisHostAlone() throws IOException {
        try (var line = (SocketLine) type.open(inet(0, true))) {
            var address = (InetSocketAddress) line.address();
            assertTrue(address.getAddress().isLoopbackAddress());
            try (var client = type.open(inet(address.getPort(), false))) {
                write(client, "over");
                assertEquals("over", read(line, 4));
                write(line, "back");
                assertEquals("back", read(client, 4));
            }
        }
    }

    // ---- clients

    @Test
    void aClientWithoutAServerIsRefused() {
        var refusal = assertThrows(IOException.class, () -> type.open(unix(false, false, 0)));
        assertTrue(
                String.valueOf(refusal.getMessage()).startsWith("Failed to connect to 'unix:%s': ".formatted(path())),
                refusal.getMessage());
    }

    @Test
    void theInputOfAClientEndsWithItsServer() throws IOException {
        try (var server =
                        ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path()));
                var line = type.open(unix(false, false, 0))) {
            server.accept().close();
            assertEquals(-1, line.input().read());
            write(line, "dropped");
        }
    }

    @Test
    void aClientThatReconnectsFindsALaterServer() throws IOException, InterruptedException, ExecutionException {
        try (var line = type.open(unix(false, false, 1))) {
            var read = CompletableFuture.supplyAsync(() -> {
                try {
                    return read(line, 10);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            for (int i = 0; i < 2; i++) {
                try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                    server.bind(UnixDomainSocketAddress.of(path()));
                    try (var connection = server.accept()) {
                        send(connection, "again");
                    }
                } finally {
                    Files.delete(path());
                }
            }
            assertEquals("againagain", read.get());
        }
    }

    // ---- what cannot be

    static Properties spelled(
            Optional<String> path, Optional<Integer> port, Optional<Address> addr, Optional<Boolean> server) {
        return new Properties(path, Optional.empty(), port, addr, server, Optional.empty(), false, 0);
    }

    static Optional<Address> address(Kind kind, Optional<String> path, Optional<String> port) {
        return Optional.of(new Address(kind, new AddressData(path, Optional.empty(), port)));
    }

    void refused(String words, Properties properties) {
        var refusal = assertThrows(IOException.class, () -> type.open(properties));
        assertTrue(String.valueOf(refusal.getMessage()).contains(words), refusal.getMessage());
    }

    @Test
    void theAddressIsGivenOnceAndWhole() {
        Optional<String> none = Optional.empty();
        var path = Optional.of(path().toString());
        refused("is missing", spelled(none, Optional.empty(), Optional.empty(), Optional.empty()));
        refused("exclude", spelled(path, Optional.of(1), Optional.empty(), Optional.empty()));
        refused("exclude", spelled(path, Optional.empty(), address(Kind.UNIX, path, none), Optional.empty()));
        refused("'path' of", spelled(none, Optional.empty(), address(Kind.UNIX, none, none), Optional.empty()));
        refused("'port' of", spelled(none, Optional.empty(), address(Kind.INET, none, none), Optional.empty()));
        refused(
                "is no port",
                spelled(none, Optional.empty(), address(Kind.INET, none, Optional.of("x")), Optional.empty()));
    }

    @Test
    void whatIsForTheOtherEndIsRefused() {
        refused("'reconnect'", unix(true, false, 1));
        var waiting = new Properties(
                Optional.of("x"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(true),
                false,
                0);
        refused("'wait'", waiting);
    }

    @Test
    void inTheSpellingOfQmpASocketIsAServerThatDoesNotWait() throws IOException {
        var addr = address(Kind.UNIX, Optional.of(path().toString()), Optional.empty());
        try (var line = type.open(spelled(Optional.empty(), Optional.empty(), addr, Optional.empty()));
                var client = client()) {
            send(client, "x");
            assertEquals("x", read(line, 1));
        }
    }

    // ---- handed over

    /** Another version of the code goes on. */
    Chardev successor(Chardev line, Properties properties) throws IOException {
        return new SocketChardev().takeOver(properties, line.handOver().orElseThrow());
    }

    @Test
    void anotherVersionGoesOnWithTheClientAndTheNext() throws IOException {
        var properties = unix(true, false, 0);
        var line = type.open(properties);
        try (var client = client()) {
            send(client, "a");
            assertEquals("a", read(line, 1));
            send(client, "bc");
            try (var next = successor(line, properties)) {
                assertEquals("bc", read(next, 2));
                write(next, "d");
                assertEquals("d", received(client, 1));
                client.close();
                try (var other = client()) {
                    send(other, "e");
                    assertEquals("e", read(next, 1));
                }
            }
        }
        assertFalse(Files.exists(path()));
    }

    @Test
    void aServerWithoutAClientIsHandedOver() throws IOException {
        var properties = unix(true, false, 0);
        try (var next = successor(type.open(properties), properties);
                var client = client()) {
            send(client, "a");
            assertEquals("a", read(next, 1));
        }
    }

    @Test
    void aReadThatWaitsEndsAndLeavesTheConnection() throws Exception {
        var properties = unix(true, false, 0);
        var line = type.open(properties);
        try (var client = client()) {
            send(client, "a");
            assertEquals("a", read(line, 1));
            var waiting = CompletableFuture.supplyAsync(() -> readOrFail(line));
            try (var next = successor(line, properties)) {
                assertEquals(-1, waiting.get());
                send(client, "b");
                assertEquals("b", read(next, 1));
            }
        }
    }

    @Test
    void aWriteThatWaitsSaysHowMuchHasGone() throws Exception {
        var properties = unix(true, false, 0);
        var line = type.open(properties);
        try (var client = client()) {
            send(client, "a");
            assertEquals("a", read(line, 1));
            var bytes = new byte[4 << 20];
            new Random(1).nextBytes(bytes);
            var interrupted = CompletableFuture.supplyAsync(() -> assertThrows(
                    InterruptedIOException.class, () -> line.output().write(bytes)));
            var first = ByteBuffer.allocate(1);
            client.read(first); // it is under way, and cannot end: nobody reads on
            try (var next = successor(line, properties)) {
                int gone = interrupted.get().bytesTransferred;
                assertTrue(gone > 0 && gone < bytes.length, () -> gone + " bytes");
                var rest = CompletableFuture.runAsync(() -> writeOrFail(next, bytes, gone));
                var received = ByteBuffer.allocate(bytes.length).put(first.flip());
                while (received.hasRemaining()) {
                    assertTrue(client.read(received) >= 0);
                }
                assertArrayEquals(bytes, received.array());
                rest.get();
            }
        }
    }

    @Test
    void aClientIsHandedOver() throws IOException {
        try (var server =
                ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path()))) {
            var properties = unix(false, false, 0);
            var line = type.open(properties);
            try (var peer = server.accept();
                    var next = successor(line, properties)) {
                send(peer, "a");
                assertEquals("a", read(next, 1));
                peer.close();
                assertEquals(-1, next.input().read());
            }
        }
    }

    @Test
    void aClientThatComesAgainGoesOnToDoSo() throws Exception {
        try (var server =
                ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path()))) {
            var properties = unix(false, false, 1);
            var line = type.open(properties);
            try (var first = server.accept();
                    var next = successor(line, properties)) {
                first.close();
                var waiting = CompletableFuture.supplyAsync(() -> readOrFail(next));
                try (var second = server.accept()) {
                    send(second, "b");
                    assertEquals('b', waiting.get());
                }
            }
        }
    }

    static int readOrFail(Chardev line) {
        try {
            return line.input().read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void writeOrFail(Chardev line, byte[] bytes, int from) {
        try {
            line.output().write(bytes, from, bytes.length - from);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
