package org.backplane.backend.blockfile;

import java.io.IOException;
import org.backplane.lib.posix.Errno;

/**
 * Keeps two from writing to an image at a time, us and QEMU alike: the locks of QEMU's block/file-posix.c.
 *
 * <p>There are permissions to use an image. Who uses one locks the byte at 100 plus its number; who denies one to
 * others locks that at 200. All those locks are shared; that nobody uses what we deny, or denies what we use, is
 * looked for after ours are taken, so of two who come together at least one is refused. The locks go when the file is
 * closed.
 */
final class ImageLock {
    private static final int USED = 100;
    private static final int DENIED = 200;

    /** A permission, by its number. */
    private enum Permission {
        CONSISTENT_READ(0, "consistent read"),
        WRITE(1, "write"),
        RESIZE(3, "resize");

        private final int number;
        private final String text;

        Permission(int number, String text) {
            this.number = number;
            this.text = text;
        }
    }

    private static final Permission[] READER = {Permission.CONSISTENT_READ};
    private static final Permission[] WRITER = {Permission.CONSISTENT_READ, Permission.WRITE};

    /** No user of ours expects an image to change, or its length. */
    private static final Permission[] DENIED_TO_OTHERS = {Permission.WRITE, Permission.RESIZE};

    private ImageLock() {}

    /**
     * Takes the locks.
     *
     * @param name the image, for the message
     * @throws IOException if somebody else has it
     */
    static void take(NativeFile file, String name, boolean readOnly) throws IOException {
        var used = readOnly ? READER : WRITER;
        for (var permission : used) {
            lock(file, USED + permission.number);
        }
        for (var permission : DENIED_TO_OTHERS) {
            lock(file, DENIED + permission.number);
        }
        for (var permission : used) {
            check(file, DENIED + permission.number, "\"%s\"".formatted(permission.text), name);
        }
        for (var permission : DENIED_TO_OTHERS) {
            check(file, USED + permission.number, "shared \"%s\"".formatted(permission.text), name);
        }
    }

    private static void lock(NativeFile file, int offset) throws IOException {
        try {
            file.lockShared(offset);
        } catch (Errno e) {
            boolean taken = e.number() == Errno.EAGAIN || e.number() == Errno.EACCES;
            throw new IOException("Failed to lock byte %d%s".formatted(offset, taken ? "" : ": " + e.getMessage()), e);
        }
    }

    private static void check(NativeFile file, int offset, String lock, String name) throws IOException {
        if (file.isLocked(offset)) {
            throw new IOException(
                    "Failed to get %s lock; is another process using the image [%s]?".formatted(lock, name));
        }
    }
}
