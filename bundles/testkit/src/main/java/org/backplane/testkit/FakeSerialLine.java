package org.backplane.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.backplane.api.backend.SerialLine;
import org.jspecify.annotations.Nullable;

/** A serial line with a test at its host end. */
public final class FakeSerialLine implements SerialLine {
    private final ByteArrayOutputStream transmitted = new ByteArrayOutputStream();
    private final Deque<Integer> typed = new ArrayDeque<>();
    private @Nullable Receiver receiver;
    private int capacity = Integer.MAX_VALUE;
    private boolean refused;
    private boolean delivering;

    /** What the device sent, as text. */
    public String transmitted() {
        return transmitted.toString(StandardCharsets.ISO_8859_1);
    }

    /** Sends text to the device, as much as it has room for; the rest follows when it says that it is ready. */
    public void type(String text) {
        for (byte octet : text.getBytes(StandardCharsets.ISO_8859_1)) {
            typed.add(Byte.toUnsignedInt(octet));
        }
        deliver();
    }

    /** How many typed bytes the device has not taken yet. */
    public int waiting() {
        return typed.size();
    }

    /** From now on the host takes so many bytes and no more; {@code 0} is a host that does not read. */
    public void capacity(int bytes) {
        capacity = bytes;
        if (refused && capacity > 0) {
            refused = false;
            if (receiver != null) {
                receiver.writable();
            }
        }
    }

    /** Gives the device what was typed and what it has room for. */
    public void deliver() {
        if (delivering) {
            return;
        }
        delivering = true;
        try {
            while (receiver != null && !typed.isEmpty() && receiver.room() > 0) {
                receiver.receive(typed.remove());
            }
        } finally {
            delivering = false;
        }
    }

    /** Forgets the device on the line. */
    public void detach() {
        receiver = null;
    }

    /** Connects the device; what was typed before follows with {@link #deliver}, never from within. */
    @Override
    public void attach(Receiver attached) {
        receiver = attached;
    }

    @Override
    public boolean transmit(int value) {
        if (value < 0 || value > 0xff) {
            throw new IllegalArgumentException("not a byte: " + value);
        }
        if (capacity == 0) {
            refused = true;
            return false;
        }
        capacity--;
        transmitted.write(value);
        return true;
    }

    @Override
    public void readyToReceive() {
        deliver();
    }
}
