package org.backplane.backend.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.backplane.api.object.ObjectType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class EntropyTest {
    /** No object looks for another. */
    private static final ObjectType.Others NONE = new ObjectType.Others() {
        @Override
        public <T> Optional<T> find(String id, Class<T> kind) {
            return Optional.empty();
        }
    };

    @TempDir
    Path directory;

    private static String refusal(String filename) {
        var error =
                assertThrows(IOException.class, () -> new RngRandom().create(new RngRandom.Properties(filename), NONE));
        return String.valueOf(error.getMessage());
    }

    @Test
    void theBuiltInGeneratorNeverRunsDry() throws Exception {
        try (var generator = new RngBuiltin().create(new RngBuiltin.Properties(), NONE)) {
            assertEquals(Integer.MAX_VALUE, generator.available());
            var bytes = new byte[10_000];
            generator.read(bytes, 4, 9_000);
            assertArrayEquals(new byte[4], Arrays.copyOf(bytes, 4));
            assertArrayEquals(new byte[996], Arrays.copyOfRange(bytes, 9_004, 10_000));
            assertTrue(IntStream.range(0, bytes.length)
                            .map(i -> bytes[i])
                            .distinct()
                            .count()
                    > 200);
        }
    }

    @Test
    @Timeout(60)
    void aFileIsReadToItsEndAndNoByteTwice() throws Exception {
        var contents = new byte[10_000];
        new Random(1).nextBytes(contents);
        var file = Files.write(directory.resolve("bytes"), contents);
        try (var entropy = new RngRandom().create(new RngRandom.Properties(file.toString()), NONE)) {
            var read = new byte[contents.length];
            for (int at = 0; at < read.length; ) {
                int length = Math.min(entropy.available(), Math.min(777, read.length - at));
                entropy.read(read, at, length);
                at += length;
                Thread.onSpinWait();
            }
            assertArrayEquals(contents, read);
            assertEquals(0, entropy.available());
        }
    }

    @Test
    void aFileThatCannotBeReadIsRefused() throws IOException {
        assertEquals("Could not open '/nope': No such file or directory", refusal("/nope"));
        assertEquals("Could not open '%s': Is a directory".formatted(directory), refusal(directory.toString()));
        assertTrue(refusal("a\0b").startsWith("Could not open 'a"));
    }

    @Test
    @Timeout(60)
    void whatIsReadAheadGoesToTheOtherVersion() throws Exception {
        var file = Files.write(directory.resolve("bytes"), new byte[] {1, 2, 3});
        var properties = new RngRandom.Properties(file.toString());
        var entropy = new RngRandom().create(properties, NONE);
        while (entropy.available() < 3) {
            Thread.onSpinWait();
        }
        entropy.read(new byte[1], 0, 1);
        var left = entropy.handOver().orElseThrow();
        assertEquals(0, entropy.available());
        try (var next = new RngRandom().takeOver(properties, NONE, left)) {
            var read = new byte[2];
            next.read(read, 0, 2);
            assertArrayEquals(new byte[] {2, 3}, read);
        }
    }
}
