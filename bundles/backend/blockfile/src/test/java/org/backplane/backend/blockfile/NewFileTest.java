package org.backplane.backend.blockfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.backplane.api.DataSize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NewFileTest {
    private static final long SIZE = (5 << 20) + 1000;

    @TempDir
    Path directory;

    final List<Long> progress = new ArrayList<>();

    private Path make(String name, NewFile.Preallocation preallocation) throws IOException {
        var file = directory.resolve(name);
        new FileDriver().create(options(file, preallocation), (done, _) -> progress.add(done));
        return file;
    }

    private static NewFile.Options options(Path file, NewFile.Preallocation preallocation) {
        return new NewFile.Options(file.toString(), new DataSize(SIZE), preallocation);
    }

    private static long allocated(Path file) throws IOException {
        var options = new FileOptions(file.toString(), FileOptions.Locking.OFF, FileOptions.Discard.IGNORE);
        try (var store = FileStore.open(options, true)) {
            return store.allocated().orElseThrow();
        }
    }

    @Test
    void aNewFileTakesNoStorage() throws Exception {
        var file = make("a", NewFile.Preallocation.OFF);
        assertEquals(SIZE, Files.size(file));
        assertTrue(allocated(file) < SIZE / 2);
    }

    @ParameterizedTest
    @EnumSource(names = {"FALLOC", "FULL"})
    void storageIsTakenAtOnceIfThatIsWanted(NewFile.Preallocation preallocation) throws Exception {
        var file = make("a", preallocation);
        assertEquals(SIZE, Files.size(file));
        assertTrue(allocated(file) >= SIZE);
        assertEquals(List.of(0L, 1L << 20, 2L << 20, 3L << 20, 4L << 20, 5L << 20), progress);
    }

    @Test
    void aFileThatIsThereLosesItsContents() throws Exception {
        Files.writeString(directory.resolve("a"), "something");
        assertEquals(-1, Files.mismatch(make("a", NewFile.Preallocation.OFF), make("b", NewFile.Preallocation.FULL)));
    }

    @Test
    void whatCannotBeMadeIsRefused() throws Exception {
        var nowhere = directory.resolve("nope/a");
        assertEquals(
                "Could not create '%s': No such file or directory".formatted(nowhere),
                refusal(nowhere, NewFile.Preallocation.OFF));
        assertTrue(refusal(directory, NewFile.Preallocation.OFF).startsWith("Could not create '"));
        assertEquals(
                "Unsupported preallocation mode 'metadata'",
                refusal(directory.resolve("a"), NewFile.Preallocation.METADATA));
    }

    @Test
    void aFileInUseKeepsItsContents() throws Exception {
        var file = Files.writeString(directory.resolve("a"), "something");
        var options = new FileOptions(file.toString(), FileOptions.Locking.AUTO, FileOptions.Discard.IGNORE);
        try (var store = FileStore.open(options, false)) {
            assertEquals(512, store.size());
            assertTrue(refusal(file, NewFile.Preallocation.OFF).contains("is another process using the image"));
        }
        assertEquals("something", Files.readString(file));
    }

    @Test
    void whoeverCancelsFindsTheFileClosed() throws Exception {
        var file = directory.resolve("a");
        assertThrows(
                CancellationException.class,
                () -> new FileDriver().create(options(file, NewFile.Preallocation.FULL), (_, _) -> {
                    throw new CancellationException();
                }));
        make("a", NewFile.Preallocation.OFF);
    }

    private String refusal(Path file, NewFile.Preallocation preallocation) {
        var error = assertThrows(
                IOException.class, () -> new FileDriver().create(options(file, preallocation), (_, _) -> {}));
        return String.valueOf(error.getMessage());
    }
}
