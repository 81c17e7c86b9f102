package org.backplane.backend.blockfile;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.backplane.lib.posix.CLibrary.call;
import static org.backplane.lib.posix.CLibrary.function;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import org.backplane.lib.posix.CLibrary;
import org.backplane.lib.posix.Errno;

/**
 * An open file, for what the JDK does not offer: locks that belong to the open file instead of the process, and
 * holes. The numbers are those of Linux on 64-bit hosts.
 */
final class NativeFile implements AutoCloseable {

    private static final int O_RDONLY = 0;
    private static final int O_RDWR = 2;
    private static final int O_CLOEXEC = 0x80000;
    /** Nobody waits for the other end of a pipe; without effect on files and block devices. */
    private static final int O_NONBLOCK = 0x800;

    private static final int F_OFD_GETLK = 36;
    private static final int F_OFD_SETLK = 37;
    private static final short F_RDLCK = 0;
    private static final short F_WRLCK = 1;
    private static final short F_UNLCK = 2;

    /** The call means the descriptor itself: its path is empty. */
    private static final int AT_EMPTY_PATH = 0x1000;

    private static final int STATX_BLOCKS = 0x400;
    /** In struct statx, which is the same on all hosts. */
    private static final int STX_BLOCKS = 48;

    private static final int STATX_SIZE = 256;

    private static final int FALLOC_FL_KEEP_SIZE = 0x1;
    private static final int FALLOC_FL_PUNCH_HOLE = 0x2;
    private static final int FALLOC_FL_ZERO_RANGE = 0x10;

    private static final MethodHandle OPEN =
            function("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle FCNTL = function(
            "fcntl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle FALLOCATE =
            function("fallocate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle STATX =
            function("statx", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));

    private final int descriptor;

    private NativeFile(int descriptor) {
        this.descriptor = descriptor;
    }

    /** Opens a file that exists. */
    static NativeFile open(String name, boolean readOnly) throws Errno {
        int flags = (readOnly ? O_RDONLY : O_RDWR) | O_CLOEXEC | O_NONBLOCK;
        try (var arena = Arena.ofConfined()) {
            var path = arena.allocateFrom(name);
            return new NativeFile((int) call(state -> (int) OPEN.invokeExact(state, path, flags)));
        }
    }

    /** One that is open already. */
    static NativeFile of(int descriptor) {
        return new NativeFile(descriptor);
    }

    /** The number by which this process knows it. */
    int descriptor() {
        return descriptor;
    }

    /** A path by which this process can open the very same file once more, whatever its name means by now. */
    Path path() {
        return Path.of("/proc/self/fd/" + descriptor);
    }

    @Override
    public void close() throws Errno {
        CLibrary.close(descriptor);
    }

    // ---- locks

    /** Takes a lock on one byte that others may have too. */
    void lockShared(long offset) throws Errno {
        lock(F_OFD_SETLK, F_RDLCK, offset);
    }

    /** Whether another open file has any lock on a byte. */
    boolean isLocked(long offset) throws Errno {
        return lock(F_OFD_GETLK, F_WRLCK, offset) != F_UNLCK;
    }

    private short lock(int command, short type, long offset) throws Errno {
        try (var arena = Arena.ofConfined()) {
            var flock = arena.allocate(32, 8);
            flock.set(JAVA_SHORT, 0, type);
            flock.set(JAVA_LONG, 8, offset);
            flock.set(JAVA_LONG, 16, 1);
            call(state -> (int) FCNTL.invokeExact(state, descriptor, command, flock));
            return flock.get(JAVA_SHORT, 0);
        }
    }

    // ---- holes

    /** How much storage it takes, in units of 512 bytes. */
    long blocks() throws Errno {
        try (var arena = Arena.ofConfined()) {
            var empty = arena.allocateFrom("");
            var statx = arena.allocate(STATX_SIZE, 8);
            call(state -> (int) STATX.invokeExact(state, descriptor, empty, AT_EMPTY_PATH, STATX_BLOCKS, statx));
            return statx.get(JAVA_LONG, STX_BLOCKS);
        }
    }

    /**
     * Gives the storage of a stretch back; it reads as zero then.
     *
     * @return false if the host cannot do it with this file
     */
    boolean punchHole(long offset, long length) throws Errno {
        return fallocate(FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, length);
    }

    /**
     * Lets a stretch read as zero, and keeps its storage.
     *
     * @return false if the host cannot do it with this file
     */
    boolean zeroRange(long offset, long length) throws Errno {
        return fallocate(FALLOC_FL_ZERO_RANGE, offset, length);
    }

    private boolean fallocate(int mode, long offset, long length) throws Errno {
        try {
            call(state -> (int) FALLOCATE.invokeExact(state, descriptor, mode, offset, length));
            return true;
        } catch (Errno e) {
            return switch (e.number()) {
                case Errno.EOPNOTSUPP, Errno.ENOSYS, Errno.ENODEV -> false;
                // a block device takes whole blocks of its own only
                case Errno.EINVAL -> false;
                default -> throw e;
            };
        }
    }
}
