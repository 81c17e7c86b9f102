package org.backplane.core.board;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.backplane.api.DataSize;
import org.backplane.api.command.CommandException;
import org.backplane.api.memory.Ram;

/** Memory from the host, a page at a time as the guest touches it: mmap(2), which the JDK offers for files only. */
final class HostMemory implements AutoCloseable {
    private static final int PROT_READ_WRITE = 0x3;
    private static final int MAP_PRIVATE_ANONYMOUS_NORESERVE = 0x2 | 0x20 | 0x4000;
    private static final int MADV_HUGEPAGE = 14;
    private static final long MAP_FAILED = -1;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

    private static final MethodHandle MMAP =
            function("mmap", FunctionDescriptor.of(LONG, LONG, LONG, INT, INT, INT, LONG));
    private static final MethodHandle MADVISE = function("madvise", FunctionDescriptor.of(INT, LONG, LONG, INT));

    /** Not needed at the start; it takes some milliseconds to link a function. */
    private static final class Unmap {
        private static final MethodHandle MUNMAP = function("munmap", FunctionDescriptor.of(INT, LONG, LONG));
    }

    private final Arena arena = Arena.ofShared();

    /**
     * Memory that reads as zero and lives until {@link #close}.
     *
     * @throws CommandException if the host has not as much
     */
    Ram allocate(long size) {
        try {
            long address = (long) MMAP.invokeExact(0L, size, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS_NORESERVE, -1, 0L);
            if (address == MAP_FAILED) {
                throw CommandException.failed("The host cannot give %s of memory".formatted(new DataSize(size)));
            }
            int ignored = (int) MADVISE.invokeExact(address, size, MADV_HUGEPAGE);
            return new Ram(MemorySegment.ofAddress(address)
                    .reinterpret(size, arena, segment -> release(segment.address(), size)));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Gives all of it back; nobody may use it any more. */
    @Override
    public void close() {
        arena.close();
    }

    private static void release(long address, long size) {
        try {
            int ignored = (int) Unmap.MUNMAP.invokeExact(address, size);
        } catch (Throwable e) {
            throw new IllegalStateException("munmap", e);
        }
    }

    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
        var linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
    }
}
