package org.backplane.phase.boot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
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

    /** How much is read at once: the JDK goes by memory outside of the heap, as much, and keeps that. */
    private static final int PIECE = 1 << 20;

    /** A little less than the longest array. */
    static final long MAX_LENGTH = Integer.MAX_VALUE - 16L;

    /**
     * Its first bytes; fewer if it is shorter.
     *
     * @throws CommandException if it is not there, unreadable or empty
     */
    byte[] head() {
        return read(HEAD);
    }

    /**
     * All of it.
     *
     * @param limit what there is room for
     * @throws CommandException if it is not there, unreadable, empty or longer
     */
    byte[] bytes(long limit) {
        int most = (int) Math.min(limit, MAX_LENGTH);
        var bytes = read(most + 1);
        if (bytes.length > most) {
            throw wrong("it does not fit into %s of memory".formatted(new DataSize(limit)));
        }
        return bytes;
    }

    private byte[] read(int most) {
        try {
            var path = Path.of(name);
            if (Files.isDirectory(path)) {
                throw wrong("it is a directory");
            }
            if (Files.exists(path) && !Files.isRegularFile(path)) {
                throw wrong("it is not a regular file");
            }
            return read(path, most);
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

    private byte[] read(Path path, int most) throws IOException {
        try (var file = FileChannel.open(path)) {
            var buffer = ByteBuffer.wrap(new byte[(int) Math.min(file.size(), most)]);
            int read = 0;
            while (read >= 0 && buffer.position() < buffer.capacity()) {
                buffer.limit(Math.min(buffer.position() + PIECE, buffer.capacity()));
                read = file.read(buffer);
            }
            if (buffer.position() == 0) {
                throw wrong("it is empty");
            }
            return read < 0 ? Arrays.copyOf(buffer.array(), buffer.position()) : buffer.array();
        }
    }

    /** Something is wrong with it. */
    CommandException wrong(String problem) {
        return CommandException.badArgument(setting, "Could not load %s '%s': %s".formatted(setting, name, problem));
    }
}
