package org.backplane.phase.boot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.backplane.api.DataSize;
import org.backplane.api.command.CommandException;

/**
 * A file that the user names in the settings of a machine. All its errors say which setting that was.
 *
 * @param setting the setting: {@code kernel}
 * @param name the file's name as the user wrote it
 */
record BootFile(String setting, String name) {
    /** Enough to tell what kind of file it is. */
    private static final int HEAD = 64;

    /** A little less than the longest array. */
    static final long MAX_LENGTH = Integer.MAX_VALUE - 16L;

    @FunctionalInterface
    private interface Reading {
        ByteBuffer from(FileChannel file) throws IOException;
    }

    /**
     * Its first bytes; fewer if it is shorter.
     *
     * @throws CommandException if it is not there, unreadable or empty
     */
    ByteBuffer head() {
        return read(BootFile::head);
    }

    private static ByteBuffer head(FileChannel file) throws IOException {
        var head = ByteBuffer.allocate(HEAD);
        while (head.hasRemaining() && file.read(head) >= 0) {}
        return head.flip();
    }

    /**
     * All of it, mapped.
     *
     * @param limit what there is room for
     * @throws CommandException if it is not there, unreadable, empty or longer
     */
    ByteBuffer contents(long limit) {
        return read(file -> {
            if (file.size() > Math.min(limit, MAX_LENGTH)) {
                throw wrong("it does not fit into %s of memory".formatted(new DataSize(limit)));
            }
            return file.map(MapMode.READ_ONLY, 0, file.size());
        });
    }

    private ByteBuffer read(Reading reading) {
        try {
            var path = Path.of(name);
            if (Files.isDirectory(path)) {
                throw wrong("it is a directory");
            }
            if (Files.exists(path) && !Files.isRegularFile(path)) {
                throw wrong("it is not a regular file");
            }
            return read(path, reading);
        } catch (InvalidPathException e) {
            throw wrong("no file can have such a name");
        } catch (NoSuchFileException e) {
            throw wrong("no such file");
        } catch (AccessDeniedException e) {
            throw wrong("permission denied");
        } catch (IOException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private ByteBuffer read(Path path, Reading reading) throws IOException {
        try (var file = FileChannel.open(path)) {
            var bytes = reading.from(file);
            if (!bytes.hasRemaining()) {
                throw wrong("it is empty");
            }
            return bytes;
        }
    }

    /** Something is wrong with it. */
    CommandException wrong(String problem) {
        return CommandException.badArgument(setting, "Could not load %s '%s': %s".formatted(setting, name, problem));
    }
}
