package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;

/** Files of differences from QEMU that were looked at. */
final class Reviewed {
    private Reviewed() {}

    /** The differences in a file; each stands under a comment with the reason for it. */
    static SortedSet<String> lines(Path file) throws IOException {
        var differences = new TreeSet<String>();
        boolean hasReason = false;
        for (var line : Files.readAllLines(file)) {
            if (line.isBlank()) {
                hasReason = false;
            } else if (line.startsWith("# ")) {
                hasReason = true;
            } else {
                assertTrue(hasReason, "no reason is given for: " + line);
                assertTrue(differences.add(line), "twice: " + line);
            }
        }
        return differences;
    }
}
