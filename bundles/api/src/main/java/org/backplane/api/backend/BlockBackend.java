package org.backplane.api.backend;

import java.util.List;
import org.backplane.api.memory.Ram;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A block node, as the device that uses it sees it. A request moves data between the node and guest memory without
 * passing through the device, and ends with {@link org.backplane.api.device.Device#completed}.
 */
@ProviderType
public interface BlockBackend {

    /** Its length in bytes. */
    long size();

    /** Whether requests that change it are refused. */
    boolean readOnly();

    /** Begins a request; under the machine lock, never blocks. */
    void submit(Request request);

    /**
     * Fills memory of the device's own with the node's first bytes before it returns, for a device that shows a node as
     * memory; only while the device is constructed, since it blocks.
     *
     * @throws IllegalArgumentException if they cannot be read
     */
    void load(Ram target);

    /**
     * Begins to write a stretch of such memory to the same offset of the node; ends like a request. The bytes are those
     * that are there when it is its turn.
     *
     * @param id told again when it ends
     */
    void store(long id, Ram source, long offset, int length);

    /** What a request does. */
    enum Operation {
        READ,
        WRITE,
        /** Makes sure that all writes completed before survive a crash of the host. */
        FLUSH,
        DISCARD,
        WRITE_ZEROES
    }

    /** How a request ended. */
    enum Status {
        OK,
        IO_ERROR,
        /** The node is read-only, or cannot do it. */
        UNSUPPORTED
    }

    /**
     * A request.
     *
     * @param id told again when it ends; the device's own numbering
     * @param operation what to do
     * @param offset where on the node, in bytes
     * @param length how much: the sum of the extents for reads and writes
     * @param memory the guest memory that is read into or written from, in order; empty for other operations
     */
    record Request(long id, Operation operation, long offset, long length, List<Extent> memory) {
        public Request {
            memory = List.copyOf(memory);
        }
    }

    /**
     * A stretch of guest memory; one that is not all RAM fails the request.
     *
     * @param address its first guest physical address
     * @param length its length in bytes
     */
    record Extent(long address, int length) {}
}
