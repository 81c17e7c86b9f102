package org.backplane.device.virtioconsole;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.backplane.testkit.FakeSerialLine;
import org.backplane.testkit.FakeSlot;
import org.backplane.testkit.virtio.VirtioDriver;
import org.backplane.testkit.virtio.VirtioDriver.Part;
import org.backplane.testkit.virtio.VirtioFuzz;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VirtioConsoleTest {
    private static final long ALL = -1;
    private static final int RECEIVE = 0;
    private static final int TRANSMIT = 1;

    final FakeSerialLine line = new FakeSerialLine();
    final FakeSlot slot = new FakeSlot();
    final VirtioDriver driver = new VirtioDriver(slot);

    @BeforeEach
    void plug() {
        plug(slot, line);
        driver.start(ALL, 16, 16);
    }

    private static void plug(FakeSlot slot, FakeSerialLine line) {
        slot.connect("chardev", line)
                .plug(new VirtioConsole.Type(), new VirtioConsole.Properties(Optional.of("console")));
    }

    private Part text(String text) {
        return driver.readable(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private String received(Part part) {
        int length = driver.queue(RECEIVE).used().length();
        return new String(driver.contents(part), 0, length, StandardCharsets.ISO_8859_1);
    }

    private void type(String text) {
        line.type(text);
        slot.advance(0);
    }

    // ---- output

    @Test
    void whatIsTransmittedReachesTheHost() {
        driver.queue(TRANSMIT).submit(text("hel"), text("lo "));
        driver.queue(TRANSMIT).submit(text("w\u00f6rld"));
        assertEquals("hello w\u00f6rld", line.transmitted());
        assertEquals(0, driver.queue(TRANSMIT).used().length());
    }

    @Test
    void aBufferIsUsedOnceTheHostHasTakenAllOfIt() {
        line.capacity(3);
        driver.queue(TRANSMIT).submit(text("hello"));
        assertEquals("hel", line.transmitted());
        assertFalse(driver.queue(TRANSMIT).hasUsed());
        line.capacity(100);
        assertEquals("hello", line.transmitted());
        assertTrue(driver.queue(TRANSMIT).hasUsed());
    }

    @Test
    void aSwapGoesOnWhereTheHostStopped() {
        line.capacity(3);
        driver.queue(TRANSMIT).submit(text("hello"));
        slot.swap();
        slot.advance(0);
        line.capacity(100);
        assertEquals("hello", line.transmitted());
        assertEquals(1, driver.queue(TRANSMIT).usedIndex());
    }

    @Test
    void aLongBufferIsTransmittedWhole() {
        var long50k = "0123456789".repeat(5000);
        driver.queue(TRANSMIT).submit(text(long50k));
        assertEquals(long50k, line.transmitted());
    }

    @Test
    void aResetForgetsHowFarItWas() {
        line.capacity(3);
        driver.queue(TRANSMIT).submit(text("hello"));
        driver.start(ALL, 16, 16);
        driver.queue(TRANSMIT).submit(text("again"));
        line.capacity(100);
        assertEquals("helagain", line.transmitted());
    }

    @Test
    void anEmergencyWriteNeedsNoDriver() {
        driver.reset();
        slot.write(VirtioDriver.CONFIG + 8, 4, 'E');
        assertEquals("E", line.transmitted());
    }

    // ---- input

    @Test
    void bytesThatComeTogetherShareABuffer() {
        var buffer = driver.writable(64);
        driver.queue(RECEIVE).submit(buffer);
        type("hello");
        assertEquals("hello", received(buffer));
        assertTrue(slot.irq("irq").level());
    }

    @Test
    void shortBuffersAreFilledOneAfterTheOther() {
        var first = driver.writable(3);
        var second = driver.writable(3);
        driver.queue(RECEIVE).submit(first);
        driver.queue(RECEIVE).submit(second);
        type("hello");
        assertEquals("hel", received(first));
        assertEquals("lo", received(second));
    }

    @Test
    void inputWaitsForABuffer() {
        type("hello");
        slot.swap();
        var buffer = driver.writable(64);
        driver.queue(RECEIVE).submit(buffer);
        assertEquals("hello", received(buffer));
    }

    @Test
    void muchInputWaitsAtTheHostAndNothingIsLost() {
        var text = "0123456789".repeat(100);
        type(text);
        assertTrue(line.waiting() > 0);
        var all = new StringBuilder();
        while (all.length() < text.length()) {
            var buffer = driver.writable(100);
            driver.queue(RECEIVE).submit(buffer);
            slot.advance(0);
            all.append(received(buffer));
        }
        assertEquals(text, all.toString());
    }

    @Test
    void inputWaitsAtTheHostWhileThereIsNoDriver() {
        driver.reset();
        type("hello");
        assertEquals(5, line.waiting());
        driver.start(ALL, 16, 16);
        var buffer = driver.writable(64);
        driver.queue(RECEIVE).submit(buffer);
        slot.advance(0);
        assertEquals("hello", received(buffer));
    }

    @Test
    void noRingBringsItDown() {
        var small = VirtioFuzz.slot();
        var host = new FakeSerialLine();
        plug(small, host);
        VirtioFuzz.of(small, 2)
                .host(
                        random -> {
                            host.capacity(random.nextInt(50));
                            host.type("x".repeat(random.nextInt(20)));
                        },
                        () -> host.capacity(Integer.MAX_VALUE))
                .stillWorks(guest -> {
                    guest.start(ALL, 16, 16);
                    guest.queue(TRANSMIT).submit(guest.readable((byte) 'x'));
                    assertTrue(guest.queue(TRANSMIT).hasUsed());
                })
                .run();
    }
}
