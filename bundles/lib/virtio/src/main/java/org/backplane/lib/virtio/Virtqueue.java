package org.backplane.lib.virtio;

import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.backplane.api.device.Dma;
import org.jspecify.annotations.Nullable;

/**
 * A split virtqueue, from the device's end; section 2.7. The device takes the buffers that the driver has made
 * available, and gives each back as used.
 *
 * <p>The driver runs while the device looks, and it is not trusted: whatever is read from the ring is read once and then
 * checked. A ring that makes no sense ends in {@link VirtioMmio#fail}; from then on there are no buffers to take until
 * the driver resets the device.
 */
public final class Virtqueue {
    private static final int NEXT = 1;
    private static final int WRITE = 2;
    private static final int INDIRECT = 4;
    private static final int DESCRIPTOR = 16;

    /** The driver does not want to be interrupted, in the flags of the available ring. */
    private static final int NO_INTERRUPT = 1;

    /** Where the index lies in either ring, and where the elements begin. */
    private static final int INDEX = 2;

    private static final int RING = 4;
    private static final int AVAILABLE_ELEMENT = 2;
    private static final int USED_ELEMENT = 8;

    /** The longest buffer that section 2.7.4.2 allows: 4 GiB. */
    private static final long LONGEST = 1L << 32;

    /** What driver and device know of a queue beside what lies in guest memory. */
    public static final class State {
        int size;
        boolean ready;
        /** The driver has stopped it, but some of its buffers have not been given back. */
        boolean stopping;

        long descriptorArea;
        long driverArea;
        long deviceArea;
        /** The index of the next buffer to take, 16 bits. */
        int nextAvailable;
        /** The index of the next buffer to give back, 16 bits. */
        int nextUsed;
        /** How many buffers have been taken and not given back. */
        int taken;
        /** The used index at the last decision whether to interrupt; meaningless before the first one. */
        int lastSignal;

        boolean signalled;
    }

    private final VirtioMmio transport;
    private final Dma dma;
    private final int maximum;
    private final State state;
    private final Consumer<Virtqueue> server;
    private final DescriptorChain chain;
    private @Nullable Area descriptors;
    private @Nullable Area available;
    private @Nullable Area used;
    /** How many buffers may be taken before others have their turn. */
    private int budget;

    Virtqueue(VirtioMmio transport, Dma dma, int maximum, State state, Consumer<Virtqueue> server) {
        this.transport = transport;
        this.dma = dma;
        this.maximum = maximum;
        this.state = state;
        this.server = server;
        chain = new DescriptorChain(dma);
    }

    // ---- the device's side

    /**
     * The next buffer that the driver has made available. Once there is none, the driver will tell of the next one, and
     * the queue is served again.
     *
     * @return null if there is none, or not now
     */
    public @Nullable DescriptorChain take() {
        if (!transport.serving() || !state.ready || state.stopping) {
            return null;
        }
        if (budget == 0) {
            transport.serveLater();
            return null;
        }
        if (!hasNext()) {
            return null;
        }
        budget--;
        return takeNext();
    }

    /** Takes back the last {@link #take}: the buffer is the next one again. */
    public void putBack() {
        state.nextAvailable = (state.nextAvailable - 1) & 0xffff;
        state.taken--;
        transport.given(this);
    }

    /**
     * Gives a buffer back to the driver, and interrupts it if it wants that.
     *
     * @param head the {@link DescriptorChain#head} of a buffer that was taken and not given back since
     * @param written how many bytes of its writable part have been written at least, from the first one on
     */
    public void use(int head, long written) {
        if (state.taken == 0) {
            throw new IllegalStateException("given back more buffers than taken");
        }
        state.taken--;
        if (transport.running() && state.ready) {
            push(head, (int) written);
        }
        transport.given(this);
    }

    // ---- the transport's side

    /** Lets the device take what there is; no more than a ring full, since the driver may go on adding to it. */
    void serve() {
        budget = state.size;
        server.accept(this);
        budget = 0;
    }

    State state() {
        return state;
    }

    int maximum() {
        return maximum;
    }

    /** The driver has set it up; section 2.7 has the sizes and alignments of its parts. */
    void start() {
        int size = state.size;
        if (size < 1 || size > maximum || Integer.bitCount(size) != 1) {
            transport.fail("queue of %d descriptors".formatted(size));
            return;
        }
        if (state.descriptorArea % 16 != 0 || state.driverArea % 2 != 0 || state.deviceArea % 4 != 0) {
            transport.fail("queue that is not aligned");
            return;
        }
        state.nextAvailable = 0;
        state.nextUsed = 0;
        state.signalled = false;
        if (locate()) {
            state.ready = true;
        }
    }

    /** Finds its parts in guest memory, which has to be RAM. */
    boolean locate() {
        int size = state.size;
        descriptors = Area.of(dma, state.descriptorArea, (long) DESCRIPTOR * size);
        available = Area.of(dma, state.driverArea, RING + (long) AVAILABLE_ELEMENT * size + Short.BYTES);
        used = Area.of(dma, state.deviceArea, RING + (long) USED_ELEMENT * size + Short.BYTES);
        if (descriptors == null || available == null || used == null) {
            transport.fail("queue outside memory");
            return false;
        }
        return true;
    }

    /** The driver stops it, which takes effect when all its buffers have been given back. */
    void stop() {
        state.stopping = state.ready && state.taken > 0;
        state.ready = state.stopping;
    }

    /** Forgets all that the driver has set. */
    void reset() {
        state.size = 0;
        state.ready = false;
        state.stopping = false;
        state.descriptorArea = 0;
        state.driverArea = 0;
        state.deviceArea = 0;
        state.nextAvailable = 0;
        state.nextUsed = 0;
        state.taken = 0;
        state.lastSignal = 0;
        state.signalled = false;
        budget = 0;
    }

    // ---- the available ring

    private static Area found(@Nullable Area area) {
        if (area == null) {
            throw new IllegalStateException("a queue that is ready has been located");
        }
        return area;
    }

    /** Whether there is a buffer to take. Says where the driver has to tell of the next one if not, then looks again. */
    private boolean hasNext() {
        int waiting = waiting();
        if (waiting == 0 && transport.negotiated(Features.EVENT_IDX)) {
            found(used).put16(RING + USED_ELEMENT * state.size, state.nextAvailable);
            VarHandle.fullFence(); // either we see the new buffer, or the driver sees where to tell
            waiting = waiting();
        }
        if (waiting > state.size) {
            transport.fail("available index moved by %d in a queue of %d".formatted(waiting, state.size));
            return false;
        }
        return waiting > 0;
    }

    private int waiting() {
        int index = found(available).get16(INDEX);
        VarHandle.acquireFence(); // what the index announces is read after it
        return (index - state.nextAvailable) & 0xffff;
    }

    private @Nullable DescriptorChain takeNext() {
        int slot = state.nextAvailable & (state.size - 1);
        int head = found(available).get16(RING + AVAILABLE_ELEMENT * slot);
        if (state.taken == state.size) {
            transport.fail("more buffers made available than there are descriptors");
            return null;
        }
        chain.begin(head);
        if (!walk(found(descriptors), state.size, head, false)) {
            return null;
        }
        state.nextAvailable = (state.nextAvailable + 1) & 0xffff;
        state.taken++;
        return chain;
    }

    // ---- descriptors

    /** Collects the descriptors of a chain; false, and the device has failed, if they break a rule of section 2.7.5. */
    private boolean walk(Area table, int tableSize, int first, boolean indirect) {
        int index = first;
        for (int steps = 0; ; steps++) {
            if (index >= tableSize || steps == tableSize) {
                return fail("descriptor %d after %d of %d".formatted(index, steps, tableSize));
            }
            int at = DESCRIPTOR * index;
            long address = table.get64(at);
            long length = Integer.toUnsignedLong(table.get32(at + 8));
            int flags = table.get16(at + 12);
            if ((flags & INDIRECT) != 0) {
                if (indirect || (flags & NEXT) != 0) {
                    return fail("indirect descriptor %d inside a table or a chain".formatted(index));
                }
                return walkIndirect(address, length);
            }
            if (!add(address, length, (flags & WRITE) != 0)) {
                return false;
            }
            if ((flags & NEXT) == 0) {
                return true;
            }
            index = table.get16(at + 14);
        }
    }

    private boolean walkIndirect(long address, long length) {
        if (!transport.negotiated(Features.INDIRECT_DESC)) {
            return fail("indirect descriptor that was not negotiated");
        }
        if (length == 0 || length % DESCRIPTOR != 0 || length > DESCRIPTOR * 0x1_0000L) {
            return fail("table of descriptors of %d bytes".formatted(length));
        }
        var table = Area.of(dma, address, length);
        return table == null
                ? fail("table of descriptors at 0x%x outside memory".formatted(address))
                : walk(table, (int) (length / DESCRIPTOR), 0, true);
    }

    private boolean add(long address, long length, boolean mayWrite) {
        if (length == 0) {
            return fail("descriptor of no length");
        }
        if (!mayWrite && chain.hasWritable()) {
            return fail("readable descriptor after a writable one");
        }
        if (chain.count() == DescriptorChain.LIMIT || chain.readable() + chain.writable() + length > LONGEST) {
            return fail("buffer too long");
        }
        if (dma.region(address, length) == null) {
            return fail("descriptor of %d bytes at 0x%x outside memory".formatted(length, address));
        }
        chain.add(address, length, mayWrite);
        return true;
    }

    private boolean fail(String message) {
        transport.fail(message);
        return false;
    }

    // ---- the used ring

    private void push(int head, int written) {
        var ring = found(used);
        int at = RING + USED_ELEMENT * (state.nextUsed & (state.size - 1));
        ring.put32(at, head);
        ring.put32(at + Integer.BYTES, written);
        VarHandle.releaseFence(); // the buffer's contents and the element come before the index
        state.nextUsed = (state.nextUsed + 1) & 0xffff;
        ring.put16(INDEX, state.nextUsed);
        VarHandle.fullFence(); // either we see that the driver wants an interrupt, or it sees the index
        if (wantsInterrupt()) {
            transport.usedBuffer();
        }
    }

    private boolean wantsInterrupt() {
        if (!transport.negotiated(Features.EVENT_IDX)) {
            return (found(available).get16(0) & NO_INTERRUPT) == 0;
        }
        int wanted = found(available).get16(RING + AVAILABLE_ELEMENT * state.size);
        int before = state.lastSignal;
        boolean first = !state.signalled;
        state.lastSignal = state.nextUsed;
        state.signalled = true;
        return first || passed(wanted, before, state.nextUsed);
    }

    /** Whether an index has gone by the one at which the other side wants to be told; section 2.7.10. */
    private static boolean passed(int event, int before, int now) {
        return ((now - event - 1) & 0xffff) < ((now - before) & 0xffff);
    }
}
