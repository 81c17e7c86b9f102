package org.backplane.backend.chardev;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
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

/**
 * The calls of the C library that streams on standard input and output need: the JDK's own streams would close the
 * descriptors of the whole process, and a read of theirs cannot be ended. The numbers are Linux's, the same on
 * x86-64, aarch64 and riscv64.
 */
final class Posix {
    static final short POLLIN = 0x1;
    static final short POLLOUT = 0x4;

    private static final int EINTR = 4;
    private static final int EAGAIN = 11;
    private static final int EFD_CLOEXEC = 0x80000;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO_FIELD = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle READ =
            function("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle WRITE =
            function("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle POLL =
            function("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle EVENTFD =
            function("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle TCGETATTR =
            function("tcgetattr", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle TCSETATTR =
            function("tcsetattr", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle STRERROR = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));

    private Posix() {}

    /** A call that returns a negative number, and the reason in {@code errno}, if it fails. */
    @FunctionalInterface
    private interface Call {
        long invoke(MemorySegment state) throws Throwable;
    }

    /**
     * Reads what there is, waiting for some.
     *
     * @return how much, 0 at the end
     */
    static int read(int descriptor, byte[] target, int from, int length) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var buffer = arena.allocate(length);
            long read = retry(
                    descriptor, POLLIN, state -> (long) READ.invokeExact(state, descriptor, buffer, (long) length));
            MemorySegment.copy(buffer, JAVA_BYTE, 0, target, from, (int) read);
            return (int) read;
        }
    }

    /** Writes all of it, waiting for room. */
    static void write(int descriptor, byte[] source, int from, int length) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var buffer = arena.allocate(length);
            MemorySegment.copy(source, from, buffer, JAVA_BYTE, 0, length);
            long written = 0;
            while (written < length) {
                var rest = buffer.asSlice(written);
                written += retry(descriptor, POLLOUT, state ->
                        (long) WRITE.invokeExact(state, descriptor, rest, rest.byteSize()));
            }
        }
    }

    /** A call that is repeated when a signal came between, and once the descriptor is ready if it never blocks. */
    private static long retry(int descriptor, short event, Call call) throws IOException {
        while (true) {
            long result = call(call);
            if (result >= 0) {
                return result;
            } else if (result == -EAGAIN) {
                await(event, descriptor);
            } else if (result != -EINTR) {
                throw new IOException(message((int) -result));
            }
        }
    }

    /** Waits until one of the descriptors is ready, has ended or has failed. */
    static void await(short event, int... descriptors) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var polls = arena.allocate(8L * descriptors.length, 4);
            for (int i = 0; i < descriptors.length; i++) {
                polls.set(JAVA_INT, 8L * i, descriptors[i]);
                polls.set(JAVA_SHORT, 8L * i + 4, event);
            }
            long result;
            do {
                result = call(state -> (int) POLL.invokeExact(state, polls, (long) descriptors.length, -1));
            } while (result == -EINTR);
            check(result);
        }
    }

    /** A descriptor that becomes readable by {@link #signal}. */
    static int event() throws IOException {
        return (int) check(call(state -> (int) EVENTFD.invokeExact(state, 0, EFD_CLOEXEC)));
    }

    static void signal(int event) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var one = arena.allocateFrom(JAVA_LONG, 1);
            check(call(state -> (long) WRITE.invokeExact(state, event, one, 8L)));
        }
    }

    static void close(int descriptor) throws IOException {
        check(call(state -> (int) CLOSE.invokeExact(state, descriptor)));
    }

    /**
     * Reads the settings of a terminal.
     *
     * @return whether it is one
     */
    static boolean getAttributes(int descriptor, MemorySegment termios) {
        return call(state -> (int) TCGETATTR.invokeExact(state, descriptor, termios)) >= 0;
    }

    /** Changes the settings of a terminal, at once. */
    static void setAttributes(int descriptor, MemorySegment termios) throws IOException {
        long result;
        do {
            result = call(state -> (int) TCSETATTR.invokeExact(state, descriptor, 0, termios));
        } while (result == -EINTR);
        check(result);
    }

    /** Makes a call; its failure is minus its {@code errno}. */
    private static long call(Call call) {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(STATE);
            long result = call.invoke(state);
            return result >= 0 ? result : -(int) ERRNO_FIELD.get(state, 0L);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static long check(long result) throws IOException {
        if (result < 0) {
            throw new IOException(message((int) -result));
        }
        return result;
    }

    private static String message(int errno) {
        try {
            var text = (MemorySegment) STRERROR.invokeExact(errno);
            return text.reinterpret(1024).getString(0);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, ERRNO);
    }
}
