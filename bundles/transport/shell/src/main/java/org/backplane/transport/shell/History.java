package org.backplane.transport.shell;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lines that were given, kept between runs in a file that only its owner reads. */
final class History {
    private static final Logger LOG = LoggerFactory.getLogger(History.class);

    /** The most lines that are brought back. */
    static final int LONGEST = 500;

    /** So many times more may be in the file, which then is written anew. */
    private static final int SLACK = 4;

    private final Optional<Path> file;

    /** A history in a file; in none, if that is empty. */
    History(Optional<Path> file) {
        this.file = file;
    }

    /** The one of the user, in the directory for the state of programs that the XDG specification names. */
    static History of(Map<String, String> environment) {
        return new History(Optional.ofNullable(environment.get("XDG_STATE_HOME"))
                .map(Path::of)
                .filter(Path::isAbsolute)
                .or(() -> Optional.ofNullable(environment.get("HOME")).map(home -> Path.of(home, ".local", "state")))
                .map(state -> state.resolve("backplane").resolve("monitor-history")));
    }

    /** The last lines, oldest first. */
    synchronized List<String> lines() {
        if (file.isEmpty() || !Files.exists(file.get())) {
            return List.of();
        }
        try {
            var all = Files.readAllLines(file.get());
            var last = all.subList(Math.max(0, all.size() - LONGEST), all.size());
            if (all.size() > SLACK * LONGEST) {
                replace(file.get(), last);
            }
            return List.copyOf(last);
        } catch (IOException e) {
            LOG.warn("the history {} cannot be read: {}", file.get(), e.toString());
            return List.of();
        }
    }

    private static void replace(Path file, List<String> lines) throws IOException {
        var next = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(next);
        append(next, String.join("\n", lines) + "\n");
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Keeps a line. */
    synchronized void add(String line) {
        if (file.isEmpty()) {
            return;
        }
        try {
            Files.createDirectories(
                    Objects.requireNonNull(file.get().getParent()),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            append(file.get(), line + "\n");
        } catch (IOException e) {
            LOG.warn("the history {} cannot be written: {}", file.get(), e.toString());
        }
    }

    private static void append(Path file, String text) throws IOException {
        var owners = PosixFilePermissions.fromString("rw-------");
        try (var channel =
                Files.newByteChannel(file, Set.of(CREATE, APPEND), PosixFilePermissions.asFileAttribute(owners))) {
            if (!Files.getPosixFilePermissions(file).equals(owners)) {
                Files.setPosixFilePermissions(file, owners);
            }
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
