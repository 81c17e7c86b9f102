package org.backplane.backend.chardev;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.backplane.api.backend.Chardev;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PtyTest {
    final Chardev line;

    PtyTest() throws IOException {
        line = new PtyChardev().open(new PtyChardev.Properties());
    }

    @AfterEach
    void close() throws IOException {
        line.close();
    }

    int open() throws IOException {
        return Posix.openTerminal(line.pty().orElseThrow());
    }

    static void type(int descriptor, String keys) throws IOException {
        Posix.write(descriptor, keys.getBytes(US_ASCII), 0, keys.length());
    }

    static String screen(int descriptor, int length) throws IOException {
        var bytes = new byte[length];
        int shown = 0;
        while (shown < length) {
            shown += Posix.read(descriptor, bytes, shown, length - shown);
        }
        return new String(bytes, US_ASCII);
    }

    String read(int length) throws IOException {
        return new String(line.input().readNBytes(length), US_ASCII);
    }

    @Test
    void everyBytePassesAsItIs() throws IOException {
        int person = open();
        type(person, "a\r\u0003");
        assertEquals("a\r\u0003", read(3));
        line.output().write("b\n".getBytes(US_ASCII));
        assertEquals("b\n", screen(person, 2));
        Posix.close(person);
    }

    @Test
    void outputThatNobodySeesIsDropped() throws IOException {
        line.output().write(new byte[1 << 20]);
        int person = open();
        type(person, "x");
        assertEquals("x", read(1));
        line.output().write('y');
        assertEquals("y", screen(person, 1));
        Posix.close(person);
    }

    @Test
    void aPersonComesAfterTheOther() throws IOException {
        for (int i = 0; i < 2; i++) {
            int person = open();
            type(person, "hello");
            assertEquals("hello", read(5));
            Posix.close(person);
        }
    }

    @Test
    void closingEndsARead() throws IOException, InterruptedException, ExecutionException {
        var input = line.input();
        var read = CompletableFuture.supplyAsync(() -> {
            try {
                return input.read();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        line.close();
        line.close();
        assertEquals(-1, read.get());
    }

    @Test
    void anotherVersionGoesOnAndAReadThatWaitsEnds() throws Exception {
        int person = open();
        var waiting = CompletableFuture.supplyAsync(() -> SocketsTest.readOrFail(line));
        var left = line.handOver().orElseThrow();
        assertEquals(-1, waiting.get());
        try (var next = new PtyChardev().takeOver(new PtyChardev.Properties(), left)) {
            assertEquals(line.pty(), next.pty());
            type(person, "a");
            assertEquals('a', next.input().read());
            next.output().write("b".getBytes(US_ASCII));
            assertEquals("b", screen(person, 1));
        }
        Posix.close(person);
    }

    @Test
    void aWriteThatWaitsSaysHowMuchHasGone() throws Exception {
        int person = open();
        var interrupted = CompletableFuture.supplyAsync(() ->
                assertThrows(InterruptedIOException.class, () -> line.output().write(new byte[1 << 20])));
        assertEquals("\0", screen(person, 1));
        line.handOver();
        int gone = interrupted.get().bytesTransferred;
        assertTrue(gone > 0 && gone < 1 << 20, () -> gone + " bytes");
        Posix.close(person);
    }
}
