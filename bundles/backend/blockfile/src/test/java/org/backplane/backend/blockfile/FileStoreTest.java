package org.backplane.backend.blockfile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.backplane.api.backend.BlockStore;
import org.backplane.backend.blockfile.FileOptions.Discard;
import org.backplane.backend.blockfile.FileOptions.Locking;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileStoreTest {
    static final int SIZE = 1 << 20;

    @TempDir
    Path directory;

    Path image;

    @BeforeEach
    void makeImage() throws IOException {
        image = directory.resolve("disk.img");
        var bytes = new byte[SIZE];
        for (int i = 0; i < SIZE; i++) {
            bytes[i] = (byte) (i / 512 + 1);
        }
        Files.write(image, bytes);
    }

    BlockStore open(boolean readOnly) throws IOException {
        return open(readOnly, Discard.UNMAP);
    }

    BlockStore open(boolean readOnly, Discard discard) throws IOException {
        return new FileDriver().open(new FileDriver.Properties(image.toString(), Locking.AUTO, discard), readOnly);
    }

    static byte[] read(BlockStore store, long offset, int length) throws IOException {
        var target = ByteBuffer.allocateDirect(length);
        store.read(target, offset);
        assertEquals(0, target.remaining());
        var bytes = new byte[length];
        target.flip().get(bytes);
        return bytes;
    }

    static byte[] filled(int length, int value) {
        var bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    long allocated() throws Exception {
        var process = new ProcessBuilder("stat", "-c", "%b", image.toString()).start();
        return Long.parseLong(new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip())
                * 512;
    }

    @Test
    void itIsAsLongAsTheFileInWholeSectors() throws IOException {
        try (var store = open(true)) {
            assertEquals(SIZE, store.size());
        }
        Files.write(image, new byte[1000]);
        try (var store = open(true)) {
            assertEquals(1024, store.size());
        }
    }

    @Test
    void itTellsItsNameAndHowMuchStorageItTakes() throws IOException {
        Files.write(image, filled(64 * 1024, 1));
        try (var store = open(true)) {
            assertEquals(image.toString(), store.filename());
            assertTrue(store.allocated().orElseThrow() >= 64 * 1024);
        }
        try (var file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(0);
            file.setLength(1 << 20);
        }
        try (var store = open(true)) {
            assertEquals(0, store.allocated().orElseThrow());
        }
    }

    @Test
    void readingIsAtAnOffset() throws IOException {
        try (var store = open(true)) {
            assertArrayEquals(filled(512, 4), read(store, 3 * 512, 512));
        }
    }

    @Test
    void whatLiesBehindTheEndIsZero() throws IOException {
        Files.write(image, filled(1000, 7));
        try (var store = open(true)) {
            var sector = read(store, 512, 512);
            assertArrayEquals(filled(488, 7), Arrays.copyOf(sector, 488));
            assertArrayEquals(new byte[24], Arrays.copyOfRange(sector, 488, 512));
            assertArrayEquals(new byte[512], read(store, 4096, 512));
        }
    }

    @Test
    void whatIsWrittenIsInTheFile() throws IOException {
        try (var store = open(false)) {
            store.write(ByteBuffer.wrap(filled(1024, 0x55)), 512);
            store.flush();
            assertArrayEquals(filled(1024, 0x55), read(store, 512, 1024));
        }
        var bytes = Files.readAllBytes(image);
        assertEquals(SIZE, bytes.length);
        assertArrayEquals(filled(1024, 0x55), Arrays.copyOfRange(bytes, 512, 1536));
        assertEquals(1, bytes[511]);
        assertEquals(4, bytes[1536]);
    }

    @Test
    void aReadOnlyStoreChangesNothing() throws IOException {
        try (var store = open(true)) {
            assertThrows(IOException.class, () -> store.write(ByteBuffer.wrap(new byte[512]), 0));
            assertThrows(IOException.class, () -> store.discard(0, 512));
            assertThrows(IOException.class, () -> store.writeZeroes(0, 512));
            store.flush();
            assertArrayEquals(filled(512, 1), read(store, 0, 512));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 512", "512, 1536", "4096, 65536", "100, 200000", "0, 1048576", "77, 0"})
    void zeroesAreWrittenWhereAskedAndNowhereElse(int offset, int length) throws IOException {
        var expected = Files.readAllBytes(image);
        Arrays.fill(expected, offset, offset + length, (byte) 0);
        try (var store = open(false)) {
            store.writeZeroes(offset, length);
        }
        assertArrayEquals(expected, Files.readAllBytes(image));
    }

    @ParameterizedTest
    @CsvSource({"0, 512", "512, 65536", "100, 200000", "0, 1048576"})
    void zeroesAreWrittenByteForByteWhereThereAreNoHoles(int offset, int length) throws IOException {
        var expected = Files.readAllBytes(image);
        Arrays.fill(expected, offset, offset + length, (byte) 0);
        try (var store = FileStore.open(new FileOptions(image.toString(), Locking.AUTO, Discard.IGNORE), false)) {
            store.writeZeroBytes(offset, length);
        }
        assertArrayEquals(expected, Files.readAllBytes(image));
    }

    @Test
    void discardedStorageIsGivenBack() throws Exception {
        long before = allocated();
        try (var store = open(false)) {
            store.discard(0, SIZE / 2);
            assumeTrue(allocated() < before, "this file system has no holes");
            assertTrue(allocated() <= before - SIZE / 4);
            assertArrayEquals(new byte[512], read(store, 0, 512));
            assertArrayEquals(filled(512, (byte) (SIZE / 1024 + 1)), read(store, SIZE / 2, 512));
            assertEquals(SIZE, store.size());
        }
    }

    @Test
    void discardedStorageIsKeptUnlessTheUserWants() throws Exception {
        long before = allocated();
        try (var store = open(false, Discard.IGNORE)) {
            store.discard(0, SIZE);
            assertEquals(before, allocated());
            assertArrayEquals(filled(512, 1), read(store, 0, 512));
        }
    }

    @Nested
    class Refusals {
        String refusal(Path path, boolean readOnly) {
            var properties = new FileDriver.Properties(path.toString(), Locking.AUTO, Discard.IGNORE);
            var refused = assertThrows(IOException.class, () -> new FileDriver().open(properties, readOnly));
            return String.valueOf(refused.getMessage());
        }

        @Test
        void aMissingFileIsNamed() {
            assertEquals("Could not open '/no/such': No such file or directory", refusal(Path.of("/no/such"), true));
        }

        @Test
        void aDirectoryIsNoDisk() {
            assertEquals("Could not open '%s': Is a directory".formatted(directory), refusal(directory, false));
            assertEquals("Could not open '%s': Is a directory".formatted(directory), refusal(directory, true));
        }

        @Test
        void aTerminalOrTheLikeIsNoDisk() {
            assertEquals(
                    "Could not open '/dev/null': neither a file nor a block device",
                    refusal(Path.of("/dev/null"), false));
        }

        @Test
        void aPipeIsRefusedAndNotWaitedFor() throws Exception {
            var pipe = directory.resolve("pipe");
            assertEquals(
                    0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
            assertEquals("Could not open '%s': neither a file nor a block device".formatted(pipe), refusal(pipe, true));
        }
    }

    @Nested
    class Raw {
        BlockStore open(long offset, Optional<Long> size) throws IOException {
            var file = new RawDriver.Protocol(RawDriver.ProtocolDriver.FILE, image.toString(), Locking.AUTO);
            return new RawDriver().open(new RawDriver.Properties(file, offset, size, Discard.UNMAP), false);
        }

        @Test
        void itIsAllOfTheFile() throws IOException {
            try (var store = open(0, Optional.empty())) {
                assertEquals(SIZE, store.size());
                assertArrayEquals(filled(512, 2), read(store, 512, 512));
            }
        }

        @Test
        void itIsAStretchOfTheFile() throws IOException {
            try (var store = open(1024, Optional.of(2048L))) {
                assertEquals(2048, store.size());
                assertArrayEquals(filled(512, 3), read(store, 0, 512));
                store.write(ByteBuffer.wrap(filled(512, 0x66)), 512);
                store.writeZeroes(1024, 512);
                store.discard(1536, 512);
                store.flush();
            }
            var bytes = Files.readAllBytes(image);
            assertArrayEquals(filled(512, 0x66), Arrays.copyOfRange(bytes, 1536, 2048));
            assertArrayEquals(new byte[512], Arrays.copyOfRange(bytes, 2048, 2560));
            assertEquals(7, bytes[3072]);
        }

        @Test
        void withoutASizeItGoesToTheEnd() throws IOException {
            try (var store = open(1024, Optional.empty())) {
                assertEquals(SIZE - 1024, store.size());
            }
        }

        @Test
        void aStretchThatIsNotInTheFileIsRefusedAndTheFileIsFreeAgain() throws IOException {
            var sum = assertThrows(IOException.class, () -> open(1024, Optional.of((long) SIZE)));
            assertEquals(
                    "The sum of offset (1024) and size (1048576) has to be smaller or equal to the actual size of the containing file (1048576)",
                    sum.getMessage());
            var offset = assertThrows(IOException.class, () -> open(SIZE + 1L, Optional.empty()));
            assertEquals(
                    "Offset (1048577) cannot be greater than size of the containing file (1048576)",
                    offset.getMessage());
            assertThrows(IOException.class, () -> open(0, Optional.of(100L)));
            assertThrows(IOException.class, () -> open(0, Optional.of(-512L)));
            open(0, Optional.empty()).close();
        }
    }

    @Test
    void anotherVersionGoesOnWithTheFileThatIsOpen() throws IOException {
        var properties = new FileDriver.Properties(image.toString(), Locking.AUTO, Discard.UNMAP);
        var first = open(false);
        first.write(ByteBuffer.wrap(filled(512, 7)), 512);
        Files.delete(image);
        try (var next =
                new FileDriver().takeOver(properties, false, first.handOver().orElseThrow())) {
            assertEquals(SIZE, next.size());
            assertArrayEquals(filled(512, 7), read(next, 512, 512));
            next.write(ByteBuffer.wrap(filled(512, 8)), 0);
            next.writeZeroes(1024, 512);
            next.flush();
            assertArrayEquals(filled(512, 8), read(next, 0, 512));
            assertArrayEquals(filled(512, 0), read(next, 1024, 512));
        }
    }

    @Test
    void aStretchIsHandedOverAsThat() throws IOException {
        var properties = new RawDriver.Properties(
                new RawDriver.Protocol(RawDriver.ProtocolDriver.FILE, image.toString(), Locking.AUTO),
                1024,
                Optional.of(2048L),
                Discard.IGNORE);
        var first = new RawDriver().open(properties, false);
        try (var next =
                new RawDriver().takeOver(properties, false, first.handOver().orElseThrow())) {
            assertEquals(2048, next.size());
            assertArrayEquals(filled(512, 3), read(next, 0, 512));
        }
    }
}
