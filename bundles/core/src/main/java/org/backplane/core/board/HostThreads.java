package org.backplane.core.board;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The host's view of threads. */
final class HostThreads {
    /** Linux shows each thread itself here, as {@code PID/task/TID}. */
    private static final Path SELF = Path.of("/proc/thread-self");

    private HostThreads() {}

    /**
     * The number by which the host knows the calling thread, so that management programs can pin it; on hosts that do not
     * tell, the JVM's own.
     */
    static long currentId() {
        try {
            return Long.parseLong(Files.readSymbolicLink(SELF).getFileName().toString());
        } catch (IOException e) {
            return Thread.currentThread().threadId();
        }
    }
}
