package org.backplane.backend.chardev;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.backplane.lib.posix.CLibrary.call;
import static org.backplane.lib.posix.CLibrary.function;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.backplane.lib.posix.CLibrary;
import org.backplane.lib.posix.Errno;

/**
 * The calls of the C library that streams on descriptors need: the JDK's own streams would close the descriptors of
 * the whole process, a read of theirs cannot be ended, and they know no terminals. The numbers are Linux's, the same on
 * x86-64, aarch64 and riscv64.
 */
final class Posix {
    static final short POLLIN = 0x1;
    static final short POLLOUT = 0x4;
    static final short POLLHUP = 0x10;

    /** A time to wait that does not end. */
    static final int FOREVER = -1;

    private static final int EFD_CLOEXEC = 0x80000;
    private static final int O_RDWR = 2;
    private static final int O_NOCTTY = 0x100;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;
    private static final long TIOCGWINSZ = 0x5413;
    private static final int MAX_NAME = 256;

    private static final MethodHandle READ =
            function("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle WRITE =
            function("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle POLL =
            function("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle EVENTFD =
            function("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle TCGETATTR =
            function("tcgetattr", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));

    private Posix() {}

    /** What only terminals need: it takes some milliseconds to link a function. */
    private static final class OfTerminals {
        private static final MethodHandle TCSETATTR =
                function("tcsetattr", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
        private static final MethodHandle IOCTL = function(
                "ioctl",
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
                Linker.Option.firstVariadicArg(2));
        private static final MethodHandle OPEN =
                function("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), Linker.Option.firstVariadicArg(2));
    }

    /** What only pseudo terminals need. */
    private static final class OfPseudoTerminals {
        private static final MethodHandle OPENPT = function("posix_openpt", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        private static final MethodHandle GRANTPT = function("grantpt", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        private static final MethodHandle UNLOCKPT = function("unlockpt", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        private static final MethodHandle PTSNAME =
                function("ptsname_r", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_LONG));
    }

    // ---- reading and writing

    /**
     * Reads what there is, waiting for some.
     *
     * @return how much, 0 at the end
     */
    static int read(int descriptor, byte[] target, int from, int length) throws IOException {
        while (true) {
            try {
                return readNow(descriptor, target, from, length);
            } catch (Errno e) {
                awaitIfNotReady(e, POLLIN, descriptor);
            }
        }
    }

    /**
     * Reads what there is.
     *
     * @return how much, 0 at the end
     * @throws Errno if there is nothing and the descriptor never blocks, too
     */
    static int readNow(int descriptor, byte[] target, int from, int length) throws Errno {
        try (var arena = Arena.ofConfined()) {
            var buffer = arena.allocate(length);
            int read = (int) call(state -> (long) READ.invokeExact(state, descriptor, buffer, (long) length));
            MemorySegment.copy(buffer, JAVA_BYTE, 0, target, from, read);
            return read;
        }
    }

    /** Writes all of it, waiting for room. */
    static void write(int descriptor, byte[] source, int from, int length) throws IOException {
        int written = 0;
        while (written < length) {
            try {
                written += writeNow(descriptor, source, from + written, length - written);
            } catch (Errno e) {
                awaitIfNotReady(e, POLLOUT, descriptor);
            }
        }
    }

    /**
     * Writes what there is room for.
     *
     * @return how much
     * @throws Errno if there is no room and the descriptor never blocks, too
     */
    static int writeNow(int descriptor, byte[] source, int from, int length) throws Errno {
        try (var arena = Arena.ofConfined()) {
            var buffer = arena.allocate(length);
            MemorySegment.copy(source, from, buffer, JAVA_BYTE, 0, length);
            return (int) call(state -> (long) WRITE.invokeExact(state, descriptor, buffer, (long) length));
        }
    }

    private static void awaitIfNotReady(Errno failure, short event, int descriptor) throws IOException {
        if (failure.number() != Errno.EAGAIN) {
            throw failure;
        }
        await(event, FOREVER, descriptor);
    }

    /**
     * Waits until one of the descriptors is ready, has ended or has failed.
     *
     * @param millis how long at most
     * @return what became of the first one: 0 if nothing, or bits such as {@link #POLLHUP}
     */
    static int await(short event, int millis, int... descriptors) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var polls = arena.allocate(8L * descriptors.length, 4);
            for (int i = 0; i < descriptors.length; i++) {
                polls.set(JAVA_INT, 8L * i, descriptors[i]);
                polls.set(JAVA_SHORT, 8L * i + 4, i == 0 ? event : POLLIN);
            }
            call(state -> (int) POLL.invokeExact(state, polls, (long) descriptors.length, millis));
            return polls.get(JAVA_SHORT, 6);
        }
    }

    /** A descriptor that becomes readable by {@link #signal}. */
    static int event() throws IOException {
        return (int) call(state -> (int) EVENTFD.invokeExact(state, 0, EFD_CLOEXEC));
    }

    static void signal(int event) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var one = arena.allocateFrom(JAVA_LONG, 1);
            call(state -> (long) WRITE.invokeExact(state, event, one, 8L));
        }
    }

    static void close(int descriptor) throws IOException {
        CLibrary.close(descriptor);
    }

    // ---- terminals

    /**
     * Reads the settings of a terminal.
     *
     * @return whether it is one
     */
    static boolean getAttributes(int descriptor, MemorySegment termios) {
        try {
            call(state -> (int) TCGETATTR.invokeExact(state, descriptor, termios));
            return true;
        } catch (Errno e) {
            return false;
        }
    }

    /** How much a terminal shows, {@code struct winsize}; empty if it is none. */
    static Optional<Terminal.Size> windowSize(int descriptor) {
        try (var arena = Arena.ofConfined()) {
            var size = arena.allocate(8, 2);
            call(state -> (int) OfTerminals.IOCTL.invokeExact(state, descriptor, TIOCGWINSZ, size));
            return Optional.of(new Terminal.Size(
                    Short.toUnsignedInt(size.get(JAVA_SHORT, 2)), Short.toUnsignedInt(size.get(JAVA_SHORT, 0))));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Changes the settings of a terminal, at once. */
    static void setAttributes(int descriptor, MemorySegment termios) throws IOException {
        call(state -> (int) OfTerminals.TCSETATTR.invokeExact(state, descriptor, 0, termios));
    }

    /** Opens a terminal by its path, without making it that of this process. */
    static int openTerminal(String path) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var name = arena.allocateFrom(path);
            return (int) call(state -> (int) OfTerminals.OPEN.invokeExact(state, name, O_RDWR | O_NOCTTY | O_CLOEXEC));
        }
    }

    /** Makes a pseudo terminal; returns the end of the program that stands in for a person, which never blocks. */
    static int openPseudoTerminal() throws IOException {
        int master = (int) call(
                state -> (int) OfPseudoTerminals.OPENPT.invokeExact(state, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
        try {
            call(state -> (int) OfPseudoTerminals.GRANTPT.invokeExact(state, master));
            call(state -> (int) OfPseudoTerminals.UNLOCKPT.invokeExact(state, master));
            return master;
        } catch (IOException e) {
            close(master);
            throw e;
        }
    }

    /** The path of the other end of a pseudo terminal. */
    static String otherEnd(int master) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var name = arena.allocate(MAX_NAME);
            // it returns the error instead of -1
            long error =
                    call(state -> (int) OfPseudoTerminals.PTSNAME.invokeExact(state, master, name, (long) MAX_NAME));
            if (error != 0) {
                throw new Errno((int) error);
            }
            return name.getString(0);
        }
    }
}
