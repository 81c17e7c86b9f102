package org.backplane.phase.boot;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.backplane.api.command.CommandException;

/**
 * A file that a setting of the machine names, read whole.
 *
 * @param setting the setting: {@code kernel}
 * @param file the file's name as the user wrote it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and too large to copy
record Source(String setting, String file, byte[] bytes) {
    private static final int GZIP_MAGIC = 0x8b1f;

    /**
     * Reads a file.
     *
     * @param most the size of guest memory, which it cannot exceed and fit
     * @throws CommandException if it cannot be read, is empty or too large; the message names setting and file
     */
    static Source read(String setting, String file, long most) {
        var nothing = new Source(setting, file, new byte[0]);
        try {
            var path = Path.of(file);
            if (Files.isDirectory(path)) {
                throw nothing.refuse("is a directory");
            } else if (!Files.isRegularFile(path) && Files.exists(path)) {
                throw nothing.refuse("is not a regular file");
            }
            long size = Files.size(path);
            if (size == 0) {
                throw nothing.refuse("is empty");
            } else if (size > most || size > Integer.MAX_VALUE - 8) {
                throw nothing.refuse("does not fit in guest memory");
            }
            return new Source(setting, file, Files.readAllBytes(path));
        } catch (NoSuchFileException | InvalidPathException e) {
            throw nothing.refuse("does not exist");
        } catch (AccessDeniedException e) {
            throw nothing.refuse("may not be read");
        } catch (IOException e) {
            throw nothing.refuse("cannot be read: " + e.getMessage());
        }
    }

    /** The error of this file: {@code kernel 'x' is empty}. */
    CommandException refuse(String why) {
        return CommandException.badArgument(setting, "%s '%s' %s".formatted(setting, file, why));
    }

    /**
     * The same file unpacked, if it is packed by gzip.
     *
     * @param most the size of guest memory
     */
    Source unpacked(long most) {
        if (bytes.length < 2 || ((bytes[0] & 0xff) | (bytes[1] & 0xff) << 8) != GZIP_MAGIC) {
            return this;
        }
        int limit = (int) Math.min(most, Integer.MAX_VALUE - 8);
        try (var input = new GZIPInputStream(new ByteArrayInputStream(bytes), 1 << 16)) {
            var unpacked = input.readNBytes(limit);
            if (input.read() >= 0) {
                throw refuse("does not fit in guest memory when it is unpacked");
            }
            return new Source(setting, file, unpacked);
        } catch (ZipException e) {
            throw refuse("is packed by gzip, and damaged: " + e.getMessage());
        } catch (IOException e) {
            throw refuse("is packed by gzip, and cut off");
        }
    }
}
