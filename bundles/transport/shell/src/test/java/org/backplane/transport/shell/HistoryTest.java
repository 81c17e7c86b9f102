package org.backplane.transport.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
    @TempDir
    private Path directory;

    private Path file;
    private History history;

    @BeforeEach
    void place() {
        file = directory.resolve("state/backplane/monitor-history");
        history = History.of(Map.of("XDG_STATE_HOME", directory.resolve("state").toString()));
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void linesAreThereInTheNextRun() {
        history.add("info status");
        history.add("cont");
        assertEquals(List.of("info status", "cont"), new History(Optional.of(file)).lines());
    }

    @Test
    void onlyTheOwnerReadsThem() throws IOException {
        history.add("info status");
        assertEquals("rw-------", permissions(file));
        assertEquals("rwx------", permissions(directory.resolve("state/backplane")));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        history.add("cont");
        assertEquals("rw-------", permissions(file));
    }

    @Test
    void withoutTheVariableTheyAreBelowTheHomeDirectory() {
        var home = Map.of("HOME", directory.toString(), "XDG_STATE_HOME", "not/absolute");
        History.of(home).add("cont");
        assertTrue(Files.exists(directory.resolve(".local/state/backplane/monitor-history")));
        History.of(Map.of()).add("cont");
        assertEquals(List.of(), History.of(Map.of()).lines());
    }

    @Test
    void theFileDoesNotGrowForEver() throws IOException {
        for (int i = 0; i < 4 * History.LONGEST + 1; i++) {
            history.add("line " + i);
        }
        var last = history.lines();
        assertEquals(History.LONGEST, last.size());
        assertEquals("line " + 4 * History.LONGEST, last.getLast());
        assertEquals(last, Files.readAllLines(file));
        assertEquals("rw-------", permissions(file));
        assertFalse(Files.exists(file.resolveSibling("monitor-history.new")));
    }

    @Test
    void whatCannotBeWrittenIsNotKept() throws IOException {
        Files.createFile(directory.resolve("state"));
        history.add("cont");
        assertEquals(List.of(), history.lines());
    }
}
