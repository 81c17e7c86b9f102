package org.backplane.lib.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CLibraryTest {
    static final MethodHandle ACCESS = CLibrary.function("access", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));

    static long access(String path) throws Errno {
        try (var arena = Arena.ofConfined()) {
            var name = arena.allocateFrom(path);
            return CLibrary.call(state -> (int) ACCESS.invokeExact(state, name, 0));
        }
    }

    @Test
    void aCallThatSucceedsReturnsItsResult() throws Errno {
        assertEquals(0, access("/"));
    }

    @Test
    void aCallThatFailsSaysWhy() {
        var failure = assertThrows(Errno.class, () -> access("/no/such/file"));
        assertEquals(2, failure.number());
        assertEquals("No such file or directory", failure.getMessage());
    }

    @Test
    void aCallThatASignalInterruptedIsMadeAgain() throws Errno {
        var calls = new AtomicInteger();
        long result = CLibrary.call(state -> {
            if (calls.getAndIncrement() < 2) {
                throw new Errno(Errno.EINTR);
            }
            return 7;
        });
        assertEquals(7, result);
        assertEquals(3, calls.get());
    }

    @Test
    void aDescriptorThatIsNotOpenCannotBeClosed() {
        var failure = assertThrows(Errno.class, () -> CLibrary.close(Integer.MAX_VALUE));
        assertEquals("Bad file descriptor", failure.getMessage());
    }
}
