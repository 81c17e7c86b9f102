package org.backplane.api.backend;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import org.osgi.annotation.versioning.ConsumerType;

/** An open block node: bytes at offsets. Its calls may block; the machine makes them on threads of its own. */
@ConsumerType
public interface BlockStore extends AutoCloseable {

    /** Its length in bytes. */
    long size() throws IOException;

    /** Where its bytes are, for people: the name of a file; empty if they are nowhere that has a name. */
    default String filename() {
        return "";
    }

    /** How many bytes of the host's storage it takes, which may be less than its length; empty if nobody knows. */
    default OptionalLong allocated() throws IOException {
        return OptionalLong.empty();
    }

    /** Reads until the buffer is full; what lies behind the end reads as zero. */
    void read(ByteBuffer target, long offset) throws IOException;

    /** Writes the whole buffer. */
    void write(ByteBuffer source, long offset) throws IOException;

    /** Returns when all that was written before will survive a crash of the host. */
    void flush() throws IOException;

    /** The stretch is not needed any more; it may read as anything after that. */
    default void discard(long offset, long length) throws IOException {}

    /** The stretch reads as zero after that. */
    void writeZeroes(long offset, long length) throws IOException;

    /**
     * Leaves what it has open to another version of its driver, while none of its other calls is under way. Nothing is
     * closed; this store is not used any more, nor closed.
     *
     * @return empty if it cannot, and stays in use
     */
    default Optional<Handover> handOver() throws IOException {
        return Optional.empty();
    }

    @Override
    void close() throws IOException;
}
