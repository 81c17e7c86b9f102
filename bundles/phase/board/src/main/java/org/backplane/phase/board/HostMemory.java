package org.backplane.phase.board;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * How much memory the host has, swap space included. The kernel promises more when it is asked for guest memory, and
 * breaks the promise when the guest uses it.
 *
 * @param bytes what it has
 */
record HostMemory(long bytes) {
    private static final Path MEMINFO = Path.of("/proc/meminfo");
    private static final Pattern TOTAL = Pattern.compile("(?m)^(?:MemTotal|SwapTotal): *(\\d+) kB$");

    /** This host's memory; without bound where it does not say. */
    static HostMemory ofThisHost() {
        try {
            return of(Files.readString(MEMINFO));
        } catch (IOException e) {
            return new HostMemory(Long.MAX_VALUE);
        }
    }

    /** What Linux says in {@code /proc/meminfo}; proc(5). */
    static HostMemory of(String meminfo) {
        long kilobytes = TOTAL.matcher(meminfo)
                .results()
                .mapToLong(match -> Long.parseLong(match.group(1)))
                .sum();
        return new HostMemory(kilobytes == 0 ? Long.MAX_VALUE : kilobytes << 10);
    }

    String inMegabytes() {
        return (bytes >> 20) + "M";
    }
}
