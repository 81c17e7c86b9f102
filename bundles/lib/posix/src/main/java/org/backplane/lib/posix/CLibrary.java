package org.backplane.lib.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.stream.Stream;

/** Finds functions of the C library and calls them so that a failure is an exception. */
public final class CLibrary {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO_FIELD = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private CLibrary() {}

    /** A call that returns a negative number, and the reason in {@code errno}, if it fails. */
    @FunctionalInterface
    public interface Call {

        /**
         * Makes the call.
         *
         * @param state the first argument of every handle that {@link #function} returns
         */
        long invoke(MemorySegment state) throws Throwable;
    }

    /** A function that leaves the reason of a failure for {@link #call}. */
    public static MethodHandle function(String name, FunctionDescriptor descriptor, Linker.Option... more) {
        var options = Stream.concat(Stream.of(ERRNO), Stream.of(more)).toArray(Linker.Option[]::new);
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, options);
    }

    /** Makes a call, again if a signal came between. */
    public static long call(Call call) throws Errno {
        while (true) {
            try {
                return once(call);
            } catch (Errno e) {
                if (e.number() != Errno.EINTR) {
                    throw e;
                }
            }
        }
    }

    /** Makes a call that must not be made again when a signal came between. */
    public static long once(Call call) throws Errno {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(STATE);
            long result = call.invoke(state);
            if (result < 0) {
                throw new Errno((int) ERRNO_FIELD.get(state, 0L));
            }
            return result;
        } catch (Errno | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Closes a descriptor, which is gone even if that fails. */
    public static void close(int descriptor) throws Errno {
        once(state -> (int) CLOSE.invokeExact(state, descriptor));
    }
}
