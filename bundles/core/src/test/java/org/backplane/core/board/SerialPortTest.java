package org.backplane.core.board;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.backplane.api.backend.Chardev;
import org.backplane.api.backend.SerialLine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SerialPortTest {
    final PipedOutputStream keyboard = new PipedOutputStream();
    final PipedInputStream screen = new PipedInputStream(1 << 20);
    final MachineLock lock = new MachineLock();
    final SerialPort port;

    SerialPortTest() throws IOException {
        var input = new PipedInputStream(keyboard);
        var output = new PipedOutputStream(screen);
        port = new SerialPort("test", "test", Map.of(), new Ends(input, output), lock);
    }

    record Ends(InputStream input, OutputStream output) implements Chardev {
        @Override
        public void close() throws IOException {
            input.close();
        }
    }

    /** A device that takes a byte at a time. */
    static final class Device implements SerialLine.Receiver {
        final LinkedBlockingQueue<Integer> received = new LinkedBlockingQueue<>();
        final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
        final AtomicInteger room = new AtomicInteger(1);

        @Override
        public int room() {
            return room.get();
        }

        @Override
        public void receive(int value) {
            room.decrementAndGet();
            received.add(value);
        }

        @Override
        public void writable() {
            told.add("writable");
        }
    }

    @AfterEach
    void close() {
        port.close();
    }

    void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    @Test
    void outputReachesTheHost() throws IOException {
        "hello".chars().forEach(port::transmit);
        assertEquals("hello", new String(screen.readNBytes(5), StandardCharsets.US_ASCII));
    }

    @Test
    void inputWaitsForRoomInTheDevice() throws Exception {
        var device = new Device();
        locked(() -> port.attach(device));
        keyboard.write("ab".getBytes(StandardCharsets.US_ASCII));
        keyboard.flush();
        assertEquals('a', device.received.take());
        assertTrue(device.received.isEmpty());
        locked(() -> {
            device.room.set(1);
            port.readyToReceive();
        });
        assertEquals('b', device.received.take());
    }

    @Test
    void inputWaitsForADevice() throws Exception {
        keyboard.write('x');
        keyboard.flush();
        var device = new Device();
        locked(() -> port.attach(device));
        assertEquals('x', device.received.take());
    }

    @Test
    void aHostThatDoesNotReadHoldsTheDeviceUpAndThenTellsIt() throws Exception {
        var device = new Device();
        locked(() -> port.attach(device));
        var slow = new PipedInputStream(1);
        var other = new SerialPort(
                "slow", "test", Map.of(), new Ends(InputStream.nullInputStream(), new PipedOutputStream(slow)), lock);
        locked(() -> other.attach(device));
        int sent = 0;
        while (other.transmit('x')) {
            sent++;
        }
        assertFalse(other.transmit('y'));
        slow.readNBytes(sent);
        assertEquals("writable", device.told.take());
        assertTrue(other.transmit('z'));
    }
}
