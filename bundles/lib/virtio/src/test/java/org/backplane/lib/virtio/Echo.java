package org.backplane.lib.virtio;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.backplane.api.backend.BlockBackend;
import org.backplane.api.device.Device;
import org.backplane.api.device.DeviceType;
import org.backplane.api.device.Slot;

/**
 * A device that copies what it reads to what it may write. It holds buffers that begin with {@code '!'} until it is told
 * that they are completed, by their heads, as one that waits for a back end does.
 */
final class Echo implements Device {
    static final int DEVICE_ID = 42;
    static final int QUEUE_SIZE = 16;
    static final long SHOUTS = 1;

    record Properties() {}

    static final class State {
        VirtioMmio.State virtio = new VirtioMmio.State();
        int volume = 3;
        int starts;
        int resets;
        int[] held = {};
    }

    static final class Type implements DeviceType<Properties, State> {
        @Override
        public State powerOn(Properties properties) {
            return new State();
        }

        @Override
        public Device create(Properties properties, State state, Slot slot) {
            return new Echo(state, slot);
        }
    }

    final VirtioMmio virtio;
    private final State state;
    private final Virtqueue queue;

    Echo(State state, Slot slot) {
        this.state = state;
        virtio = new VirtioMmio(slot, state.virtio, DEVICE_ID, SHOUTS | Features.INDIRECT_DESC | Features.EVENT_IDX)
                .config(ConfigSpace.of(slot, 14)
                        .readOnly(0, 8, "ears", () -> 0x1122_3344_5566_7788L)
                        .readWrite(8, 2, "volume", () -> state.volume, value -> state.volume = (int) value)
                        .readOnly(12, 2, "walls", () -> 0xabcd))
                .onStart(() -> state.starts++)
                .onReset(this::forget);
        queue = virtio.queue(QUEUE_SIZE, this::answer);
        virtio.plugIn();
    }

    @Override
    public void reset() {
        virtio.reset();
    }

    @Override
    public void completed(long id, BlockBackend.Status status) {
        state.held = IntStream.of(state.held).filter(head -> head != id).toArray();
        queue.use((int) id, 0);
    }

    /** Gives back all that it holds. */
    void completeAll() {
        while (state.held.length > 0) {
            int head = state.held[0];
            state.held = Arrays.copyOfRange(state.held, 1, state.held.length);
            queue.use(head, 0);
        }
    }

    private void forget() {
        state.resets++;
        state.held = new int[0];
    }

    private void answer(Virtqueue from) {
        DescriptorChain buffer;
        while ((buffer = from.take()) != null) {
            int length = (int) Math.min(Math.min(buffer.readable(), buffer.writable()), 4096);
            var bytes = new byte[length];
            if (!buffer.read(0, bytes, 0, length)) {
                throw new AssertionError("cannot read what is readable");
            }
            if (length == 0 || bytes[0] != '!') {
                buffer.write(0, bytes, 0, length);
                from.use(buffer.head(), length);
            } else {
                state.held = Arrays.copyOf(state.held, state.held.length + 1);
                state.held[state.held.length - 1] = buffer.head();
            }
        }
    }
}
