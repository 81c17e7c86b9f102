package org.backplane.backend.chardev;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** A pseudo terminal: what a person has (keys, a screen), and what a program has (a descriptor). */
final class Pty implements AutoCloseable {
    private static final int O_RDWR = 2;
    private static final int O_NOCTTY = 0x100;

    final int master;
    final int slave;
    final String name;

    Pty() throws IOException {
        try (var arena = Arena.ofConfined()) {
            master = (int) function("posix_openpt", JAVA_INT).invokeExact(O_RDWR | O_NOCTTY);
            int granted = (int) function("grantpt", JAVA_INT).invokeExact(master);
            int unlocked = (int) function("unlockpt", JAVA_INT).invokeExact(master);
            if (master < 0 || granted != 0 || unlocked != 0) {
                throw new IOException("no pseudo terminal");
            }
            name = ((MemorySegment) function("ptsname", ADDRESS).invokeExact(master))
                    .reinterpret(256)
                    .getString(0);
            slave = open(arena.allocateFrom(name));
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static int open(MemorySegment name) throws Throwable {
        var linker = Linker.nativeLinker();
        var open = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("open"),
                FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
                Linker.Option.firstVariadicArg(2));
        return (int) open.invokeExact(name, O_RDWR | O_NOCTTY);
    }

    private static MethodHandle function(String name, MemoryLayout result) {
        var linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, JAVA_INT));
    }

    /** Strikes keys. */
    void type(String keys) throws IOException {
        var bytes = keys.getBytes(StandardCharsets.ISO_8859_1);
        Posix.write(master, bytes, 0, bytes.length);
    }

    /** Waits until the screen has shown a number of characters. */
    String screen(int length) throws IOException {
        var bytes = new byte[length];
        int shown = 0;
        while (shown < length) {
            shown += Posix.read(master, bytes, shown, length - shown);
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** All settings of the terminal. */
    String settings() {
        var termios = Arena.ofAuto().allocate(60, 4);
        if (!Posix.getAttributes(slave, termios)) {
            throw new AssertionError(name + " is no terminal");
        }
        return HexFormat.of().formatHex(termios.toArray(JAVA_BYTE));
    }

    @Override
    public void close() throws IOException {
        Posix.close(slave);
        Posix.close(master);
    }
}
