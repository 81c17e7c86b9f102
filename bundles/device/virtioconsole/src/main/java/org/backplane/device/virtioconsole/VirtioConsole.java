package org.backplane.device.virtioconsole;

import java.util.Map;
import java.util.Optional;
import org.backplane.api.Doc;
import org.backplane.api.RefersTo;
import org.backplane.api.backend.SerialLine;
import org.backplane.api.device.Clock;
import org.backplane.api.device.Device;
import org.backplane.api.device.DeviceName;
import org.backplane.api.device.DeviceType;
import org.backplane.api.device.Slot;
import org.backplane.lib.virtio.ConfigSpace;
import org.backplane.lib.virtio.DescriptorChain;
import org.backplane.lib.virtio.Features;
import org.backplane.lib.virtio.VirtioMmio;
import org.backplane.lib.virtio.Virtqueue;
import org.osgi.service.component.annotations.Component;

/**
 * The virtio console; section 5.3 of the virtio specification, version 1.2. It has one port, which is a console, and
 * emergency output. Left out: further ports, and the size of the terminal, which a character device does not know.
 *
 * <p>In QEMU such a console is a {@code virtconsole} on the bus of a {@code virtio-serial-device}; this is both in one.
 */
public final class VirtioConsole implements Device, SerialLine.Receiver {
    private static final int DEVICE_ID = 3;
    private static final long EMERG_WRITE = 1L << 2;
    private static final int CONFIG_SIZE = 12;
    private static final int QUEUE_SIZE = 128;
    private static final int INPUT = 256;
    private static final int CHUNK = 4096;

    /** Where its bytes go. */
    public record Properties(
            @Doc("Character device at the other end") @RefersTo("chardev")
            Optional<String> chardev) {}

    /** What the guest can see, and bytes on their way to it. */
    public static final class State {
        VirtioMmio.State virtio = new VirtioMmio.State();
        byte[] received = new byte[INPUT];
        int receivedCount;
        /** How much of the next buffer to transmit has been. */
        long transmitted;
    }

    /** Makes consoles. */
    @Component
    @DeviceName("virtio-console-device")
    public static final class Type implements DeviceType<Properties, State> {
        @Override
        public State powerOn(Properties properties) {
            return new State();
        }

        @Override
        public Device create(Properties properties, State state, Slot slot) {
            return new VirtioConsole(state, slot);
        }

        @Override
        public Map<String, Object> deviceTree(Properties properties) {
            return Map.of("compatible", "virtio,mmio");
        }
    }

    private final State state;
    private final SerialLine line;
    private final Clock clock;
    private final Clock.Timer passOn;
    private final VirtioMmio virtio;
    private final Virtqueue receiveQueue;
    private final Virtqueue transmitQueue;
    private final byte[] chunk = new byte[CHUNK];

    VirtioConsole(State state, Slot slot) {
        this.state = state;
        line = slot.backend("chardev", SerialLine.class);
        clock = slot.clock();
        virtio = new VirtioMmio(
                        slot, state.virtio, DEVICE_ID, EMERG_WRITE | Features.INDIRECT_DESC | Features.EVENT_IDX)
                .config(ConfigSpace.of(slot, CONFIG_SIZE)
                        .readOnly(4, 4, "max_nr_ports", () -> 1)
                        .readWrite(8, 4, "emerg_wr", () -> 0, this::emergencyWrite))
                .onReset(this::forget);
        receiveQueue = virtio.queue(QUEUE_SIZE, this::giveInput);
        transmitQueue = virtio.queue(QUEUE_SIZE, this::transmit);
        passOn = clock.timer(() -> virtio.serve(receiveQueue));
        line.attach(this);
        virtio.plugIn();
    }

    @Override
    public void reset() {
        virtio.reset();
        passOn.cancel();
    }

    private void forget() {
        state.receivedCount = 0;
        state.transmitted = 0;
    }

    // ---- input

    /** While there is no driver, input waits at the host. */
    @Override
    public int room() {
        return virtio.running() ? INPUT - state.receivedCount : 0;
    }

    /** Bytes that come together share a buffer, so they are passed on after this. */
    @Override
    public void receive(int value) {
        state.received[state.receivedCount++] = (byte) value;
        passOn.at(clock.now());
    }

    private void giveInput(Virtqueue queue) {
        DescriptorChain buffer;
        while (state.receivedCount > 0 && (buffer = queue.take()) != null) {
            int length = (int) Math.min(state.receivedCount, buffer.writable());
            buffer.write(0, state.received, 0, length);
            state.receivedCount -= length;
            System.arraycopy(state.received, length, state.received, 0, state.receivedCount);
            queue.use(buffer.head(), length);
        }
        line.readyToReceive();
    }

    // ---- output

    /** The host takes bytes again. */
    @Override
    public void writable() {
        virtio.serve(transmitQueue);
    }

    private void transmit(Virtqueue queue) {
        DescriptorChain buffer;
        while ((buffer = queue.take()) != null) {
            if (!transmit(buffer)) {
                queue.putBack();
                return;
            }
            state.transmitted = 0;
            queue.use(buffer.head(), 0);
        }
    }

    /** Sends the next part of a buffer; false if there is more, or the host takes no more. */
    private boolean transmit(DescriptorChain buffer) {
        int length = (int) Math.min(CHUNK, Math.max(0, buffer.readable() - state.transmitted));
        buffer.read(state.transmitted, chunk, 0, length);
        for (int i = 0; i < length; i++) {
            if (!line.transmit(Byte.toUnsignedInt(chunk[i]))) {
                return false;
            }
            state.transmitted++;
        }
        if (state.transmitted < buffer.readable()) {
            virtio.serveLater();
            return false;
        }
        return true;
    }

    /** Works at any time, and is lost if the host does not take it. */
    private void emergencyWrite(long value) {
        line.transmit((int) value & 0xff);
    }
}
