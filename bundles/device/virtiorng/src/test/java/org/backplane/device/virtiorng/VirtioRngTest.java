package org.backplane.device.virtiorng;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.backplane.api.object.Entropy;
import org.backplane.testkit.FakeSlot;
import org.backplane.testkit.virtio.VirtioDriver;
import org.backplane.testkit.virtio.VirtioFuzz;
import org.junit.jupiter.api.Test;

class VirtioRngTest {
    private static final long ALL = -1;
    private static final long SECOND = 1_000_000_000;

    final FakeSlot slot = new FakeSlot();
    final VirtioDriver driver = new VirtioDriver(slot);

    private void plug(long maxBytes, int period) {
        slot.plug(new VirtioRng.Type(), new VirtioRng.Properties(Optional.empty(), maxBytes, period));
        driver.start(ALL, 8);
    }

    @Test
    void aBufferIsFilledWithSomethingElseEachTime() {
        plug(Long.MAX_VALUE, 1000);
        Set<Long> seen = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            var part = driver.writable(8);
            driver.queue(0).submit(part);
            assertEquals(8, driver.queue(0).used().length());
            seen.add(slot.dma().read(part.address(), 8));
        }
        assertEquals(20, seen.size());
    }

    @Test
    void aLongBufferIsFilledInPart() {
        plug(Long.MAX_VALUE, 1000);
        var part = driver.writable(10_000);
        driver.queue(0).submit(part);
        int length = driver.queue(0).used().length();
        assertTrue(length > 0 && length < 10_000);
        assertEquals(0, driver.contents(part)[length]);
    }

    @Test
    void noMoreIsGivenInAPeriodThanAllowed() {
        plug(10, 1000);
        driver.queue(0).submit(driver.writable(8));
        driver.queue(0).submit(driver.writable(8));
        driver.queue(0).submit(driver.writable(8));
        assertEquals(8, driver.queue(0).used().length());
        assertEquals(2, driver.queue(0).used().length());
        assertFalse(driver.queue(0).hasUsed());
        slot.advance(SECOND - 1);
        assertFalse(driver.queue(0).hasUsed());
        slot.advance(1);
        assertEquals(8, driver.queue(0).used().length());
    }

    @Test
    void aSwapKeepsToThePeriod() {
        plug(8, 1000);
        driver.queue(0).submit(driver.writable(8));
        driver.queue(0).submit(driver.writable(8));
        slot.swap();
        slot.advance(SECOND - 1);
        assertEquals(1, driver.queue(0).usedIndex());
        slot.advance(1);
        assertEquals(2, driver.queue(0).usedIndex());
    }

    @Test
    void aResetForgetsTheBuffersButNotThePeriod() {
        plug(8, 1000);
        driver.queue(0).submit(driver.writable(8));
        driver.queue(0).submit(driver.writable(8));
        slot.device().reset();
        driver.start(ALL, 8);
        slot.advance(SECOND);
        assertFalse(driver.queue(0).hasUsed());
    }

    /** A source whose bytes count up, as many as it was given. */
    private static final class Counting implements Entropy {
        private int available;
        private byte next = 1;

        @Override
        public int available() {
            return available;
        }

        @Override
        public void read(byte[] target, int from, int length) {
            for (int i = from; i < from + length; i++) {
                target[i] = next++;
            }
            available -= length;
        }
    }

    @Test
    void aSourceOfTheUsersIsWaitedFor() {
        var source = new Counting();
        slot.connect("rng", source);
        slot.plug(new VirtioRng.Type(), new VirtioRng.Properties(Optional.of("rng0"), Long.MAX_VALUE, 1000));
        driver.start(ALL, 8);
        var part = driver.writable(8);
        driver.queue(0).submit(part);
        slot.advance(SECOND);
        assertFalse(driver.queue(0).hasUsed());
        source.available = 3;
        slot.advance(SECOND / 100);
        assertEquals(3, driver.queue(0).used().length());
        assertArrayEquals(new byte[] {1, 2, 3, 0, 0, 0, 0, 0}, driver.contents(part));
    }

    @Test
    void noRingBringsItDown() {
        var small = VirtioFuzz.slot();
        small.plug(new VirtioRng.Type(), new VirtioRng.Properties(Optional.empty(), Long.MAX_VALUE, 1000));
        VirtioFuzz.of(small, 1)
                .stillWorks(guest -> {
                    guest.start(ALL, 8);
                    guest.queue(0).submit(guest.writable(100));
                    assertEquals(100, guest.queue(0).used().length());
                })
                .run();
    }
}
