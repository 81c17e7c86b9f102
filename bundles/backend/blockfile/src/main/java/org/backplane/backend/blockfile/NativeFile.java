package org.backplane.backend.blockfile;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;

/**
 * An open file, for what the JDK does not offer: locks that belong to the open file instead of the process, and
 * holes. The numbers are those of Linux on 64-bit hosts.
 */
final class NativeFile implements AutoCloseable {

    /** A call failed. */
    static final class Failure extends IOException {
        private static final long serialVersionUID = 1L;

        private final int errno;

        private Failure(int errno) {
            super(text(errno));
            this.errno = errno;
        }

        /** Why, as a number. */
        int errno() {
            return errno;
        }
    }

    private static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int EINVAL = 22;

    private static final int ENODEV = 19;
    private static final int ENOSYS = 38;
    private static final int EOPNOTSUPP = 95;

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

    private static final int FALLOC_FL_KEEP_SIZE = 0x1;
    private static final int FALLOC_FL_PUNCH_HOLE = 0x2;
    private static final int FALLOC_FL_ZERO_RANGE = 0x10;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO_FIELD = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle OPEN = function(
            "open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), ERRNO, Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT), ERRNO);
    private static final MethodHandle FCNTL = function(
            "fcntl",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS),
            ERRNO,
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle FALLOCATE =
            function("fallocate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG), ERRNO);
    private static final MethodHandle STRERROR = function("strerror", FunctionDescriptor.of(ADDRESS, JAVA_INT));

    private final int descriptor;

    private NativeFile(int descriptor) {
        this.descriptor = descriptor;
    }

    /** Opens a file that exists. */
    static NativeFile open(String name, boolean readOnly) throws Failure {
        int flags = (readOnly ? O_RDONLY : O_RDWR) | O_CLOEXEC | O_NONBLOCK;
        try (var arena = Arena.ofConfined()) {
            var path = arena.allocateFrom(name);
            return new NativeFile(call(state -> (int) OPEN.invokeExact(state, path, flags)));
        }
    }

    /** A path by which this process can open the very same file once more, whatever its name means by now. */
    Path path() {
        return Path.of("/proc/self/fd/" + descriptor);
    }

    @Override
    public void close() throws Failure {
        once(state -> (int) CLOSE.invokeExact(state, descriptor));
    }

    // ---- locks

    /** Takes a lock on one byte that others may have too. */
    void lockShared(long offset) throws Failure {
        lock(F_OFD_SETLK, F_RDLCK, offset);
    }

    /** Whether another open file has any lock on a byte. */
    boolean isLocked(long offset) throws Failure {
        return lock(F_OFD_GETLK, F_WRLCK, offset) != F_UNLCK;
    }

    private short lock(int command, short type, long offset) throws Failure {
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

    /**
     * Gives the storage of a stretch back; it reads as zero then.
     *
     * @return false if the host cannot do it with this file
     */
    boolean punchHole(long offset, long length) throws Failure {
        return fallocate(FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, length);
    }

    /**
     * Lets a stretch read as zero, and keeps its storage.
     *
     * @return false if the host cannot do it with this file
     */
    boolean zeroRange(long offset, long length) throws Failure {
        return fallocate(FALLOC_FL_ZERO_RANGE, offset, length);
    }

    private boolean fallocate(int mode, long offset, long length) throws Failure {
        try {
            call(state -> (int) FALLOCATE.invokeExact(state, descriptor, mode, offset, length));
            return true;
        } catch (Failure e) {
            return switch (e.errno) {
                case EOPNOTSUPP, ENOSYS, ENODEV -> false;
                // a block device takes whole blocks of its own only
                case EINVAL -> false;
                default -> throw e;
            };
        }
    }

    // ---- calls

    /** A call that returns a negative number, and the reason in {@code errno}, if it fails. */
    @FunctionalInterface
    private interface Call {
        int invoke(MemorySegment state) throws Throwable;
    }

    /** Makes a call, again if a signal came between. */
    private static int call(Call call) throws Failure {
        while (true) {
            try {
                return once(call);
            } catch (Failure e) {
                if (e.errno != EINTR) {
                    throw e;
                }
            }
        }
    }

    private static int once(Call call) throws Failure {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(STATE);
            int result = call.invoke(state);
            if (result < 0) {
                throw new Failure((int) ERRNO_FIELD.get(state, 0L));
            }
            return result;
        } catch (Failure | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(int errno) {
        try {
            var text = (MemorySegment) STRERROR.invokeExact(errno);
            return text.reinterpret(1024).getString(0);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle function(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, options);
    }
}
