package org.backplane.device.virtiorng;

import java.util.Map;
import java.util.Optional;
import org.backplane.api.Default;
import org.backplane.api.Doc;
import org.backplane.api.Range;
import org.backplane.api.RefersTo;
import org.backplane.api.device.Clock;
import org.backplane.api.device.Device;
import org.backplane.api.device.DeviceName;
import org.backplane.api.device.DeviceType;
import org.backplane.api.device.Slot;
import org.backplane.api.object.Entropy;
import org.backplane.lib.virtio.DescriptorChain;
import org.backplane.lib.virtio.Features;
import org.backplane.lib.virtio.VirtioMmio;
import org.backplane.lib.virtio.Virtqueue;
import org.osgi.service.component.annotations.Component;

/**
 * The virtio entropy source; section 5.4 of the virtio specification, version 1.2. It gives what its source has, which
 * is the host's random number generator unless the user names another: at most 4 KiB a buffer and no more in a period
 * than allowed.
 */
public final class VirtioRng implements Device {
    private static final int DEVICE_ID = 4;
    private static final int QUEUE_SIZE = 8;
    private static final int CHUNK = 4096;
    private static final long MILLISECOND = 1_000_000;
    /** How long to wait for a source that has nothing. */
    private static final long PATIENCE = 10 * MILLISECOND;

    /** How much it gives. */
    public record Properties(
            @Doc("Object that has the random bytes; the host's generator when absent") @RefersTo("object")
            Optional<String> rng,

            @Doc("Most bytes that it gives in a period") @Default("9223372036854775807") @Range(min = 1)
            long maxBytes,

            @Doc("Length of a period in milliseconds") @Default("65536") @Range(min = 1, max = Integer.MAX_VALUE)
            int period) {}

    /** What the guest can see. */
    public static final class State {
        VirtioMmio.State virtio = new VirtioMmio.State();
        /** How much was given in this period. */
        long given;

        long periodEnd;
    }

    /** Makes entropy sources. */
    @Component
    @DeviceName("virtio-rng-device")
    public static final class Type implements DeviceType<Properties, State> {
        @Override
        public State powerOn(Properties properties) {
            return new State();
        }

        @Override
        public Device create(Properties properties, State state, Slot slot) {
            return new VirtioRng(properties, state, slot);
        }

        @Override
        public Map<String, Object> deviceTree(Properties properties) {
            return Map.of("compatible", "virtio,mmio");
        }
    }

    private final Properties properties;
    private final State state;
    private final Clock clock;
    private final Clock.Timer again;
    private final Entropy source;
    private final byte[] chunk = new byte[CHUNK];
    private final VirtioMmio virtio;
    private final Virtqueue requests;

    VirtioRng(Properties properties, State state, Slot slot) {
        this.properties = properties;
        this.state = state;
        clock = slot.clock();
        source = properties.rng().isPresent() ? slot.backend("rng", Entropy.class) : Entropy.ofHost();
        virtio = new VirtioMmio(slot, state.virtio, DEVICE_ID, Features.INDIRECT_DESC | Features.EVENT_IDX);
        requests = virtio.queue(QUEUE_SIZE, this::serve);
        again = clock.timer(() -> virtio.serve(requests));
        virtio.plugIn();
    }

    @Override
    public void reset() {
        virtio.reset();
        again.cancel();
    }

    private void serve(Virtqueue queue) {
        DescriptorChain buffer;
        while (left() > 0 && isReady() && (buffer = queue.take()) != null) {
            queue.use(buffer.head(), fill(buffer));
        }
    }

    /** How much may be given now; if nothing, goes on in the next period. */
    private long left() {
        long now = clock.now();
        if (now >= state.periodEnd) {
            state.given = 0;
            state.periodEnd = now + properties.period() * MILLISECOND;
        }
        long left = properties.maxBytes() - state.given;
        if (left == 0) {
            again.at(state.periodEnd);
        }
        return left;
    }

    /** Whether the source has anything; if not, it is asked again a little later. */
    private boolean isReady() {
        boolean ready = source.available() > 0;
        if (!ready) {
            again.at(clock.now() + PATIENCE);
        }
        return ready;
    }

    private int fill(DescriptorChain buffer) {
        int most = Math.min(source.available(), CHUNK);
        int length = (int) Math.min(Math.min(left(), most), buffer.writable());
        source.read(chunk, 0, length);
        buffer.write(0, chunk, 0, length);
        state.given += length;
        return length;
    }
}
