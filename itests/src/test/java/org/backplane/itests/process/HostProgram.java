package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A program of the host that tests use, where it is installed. */
record HostProgram(String name) {

    /** Skips the test if one of a package's programs is not there. */
    static void need(String debianPackage, String... names) {
        for (var name : names) {
            assumeTrue(
                    new HostProgram(name).isInstalled(),
                    "SKIPPED: there is no %s; Debian has it in %s".formatted(name, debianPackage));
        }
    }

    boolean isInstalled() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }

    /** Runs it; it has to succeed. */
    void run(Object... arguments) throws IOException, InterruptedException {
        var words = Stream.concat(Stream.of(name), Stream.of(arguments).map(Object::toString))
                .toList();
        var process = new ProcessBuilder(words).inheritIO().start();
        try {
            assertEquals(0, process.waitFor(), () -> String.join(" ", words));
        } finally {
            process.destroy();
        }
    }
}
