package org.backplane.firmware.sbi;

import java.util.concurrent.locks.LockSupport;
import org.backplane.api.backend.SerialLine;
import org.backplane.api.memory.AddressSpace;
import org.backplane.api.memory.Ram;
import org.backplane.api.memory.Region;

/**
 * Output to the board's first serial line, beside the device on it. Input goes to that device alone: a byte has one
 * reader.
 */
final class DebugConsole {
    private static final int CHUNK = 1024;

    /** No call writes more, however fast the host takes it: a hart in a call cannot be paused. */
    private static final int MOST = 64 * 1024;

    /** How long a call that has to wait does so, for the same reason. */
    private static final long PATIENCE_NANOS = 100_000_000L;

    private static final long PAUSE_NANOS = 1_000_000L;

    private final SerialLine line;
    private final AddressSpace memory;

    DebugConsole(SerialLine line, AddressSpace memory) {
        this.line = line;
        this.memory = memory;
    }

    /** Writes what fits now of a stretch of guest memory. */
    Result write(long length, long address, long addressHigh) {
        if (addressHigh != 0 || !isReadable(address, length)) {
            return Result.INVALID_PARAM;
        }
        long most = Math.min(length, MOST);
        var chunk = new byte[CHUNK];
        long written = 0;
        int read;
        int sent;
        do {
            read = read(address + written, most - written, chunk);
            sent = send(chunk, read);
            written += sent;
        } while (sent == read && sent > 0);
        return Result.of(written);
    }

    /** Writes a byte, and waits for it to fit. */
    Result writeByte(int value) {
        for (long waited = 0; !line.transmit(value); waited += PAUSE_NANOS) {
            if (waited >= PATIENCE_NANOS) {
                return Result.FAILED;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return Result.OK;
    }

    private int send(byte[] bytes, int length) {
        int sent = 0;
        while (sent < length && line.transmit(Byte.toUnsignedInt(bytes[sent]))) {
            sent++;
        }
        return sent;
    }

    /** Whether all of a stretch is memory; it may run across several. */
    private boolean isReadable(long address, long length) {
        long left = length;
        long next = address;
        while (left != 0) {
            var region = memory.region(next);
            if (region == null || region.ram().isEmpty()) {
                return false;
            }
            long here = region.size() - (next - region.base());
            if (Long.compareUnsigned(left, here) <= 0) {
                return true;
            }
            left -= here;
            next += here;
        }
        return true;
    }

    /** Copies the first bytes of a stretch of memory, no further than the memory that the stretch begins in. */
    private int read(long address, long length, byte[] target) {
        Region region = memory.region(address);
        Ram ram = region == null ? null : region.ram().orElse(null);
        if (region == null || ram == null) {
            return 0;
        }
        long offset = address - region.base();
        int here = (int) Math.min(Math.min(target.length, length), region.size() - offset);
        ram.read(offset, target, 0, here);
        return here;
    }
}
