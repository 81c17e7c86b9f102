package org.backplane.lib.virtio;

import static org.backplane.testkit.virtio.VirtioDriver.ACKNOWLEDGE;
import static org.backplane.testkit.virtio.VirtioDriver.CONFIG_GENERATION;
import static org.backplane.testkit.virtio.VirtioDriver.DEVICE_FEATURES;
import static org.backplane.testkit.virtio.VirtioDriver.DEVICE_FEATURES_SEL;
import static org.backplane.testkit.virtio.VirtioDriver.DEVICE_ID;
import static org.backplane.testkit.virtio.VirtioDriver.DRIVER;
import static org.backplane.testkit.virtio.VirtioDriver.DRIVER_OK;
import static org.backplane.testkit.virtio.VirtioDriver.EVENT_IDX;
import static org.backplane.testkit.virtio.VirtioDriver.FEATURES_OK;
import static org.backplane.testkit.virtio.VirtioDriver.INDIRECT_DESC;
import static org.backplane.testkit.virtio.VirtioDriver.INTERRUPT_STATUS;
import static org.backplane.testkit.virtio.VirtioDriver.MAGIC_VALUE;
import static org.backplane.testkit.virtio.VirtioDriver.NEEDS_RESET;
import static org.backplane.testkit.virtio.VirtioDriver.QUEUE_NOTIFY;
import static org.backplane.testkit.virtio.VirtioDriver.QUEUE_READY;
import static org.backplane.testkit.virtio.VirtioDriver.QUEUE_SEL;
import static org.backplane.testkit.virtio.VirtioDriver.QUEUE_SIZE;
import static org.backplane.testkit.virtio.VirtioDriver.QUEUE_SIZE_MAX;
import static org.backplane.testkit.virtio.VirtioDriver.STATUS;
import static org.backplane.testkit.virtio.VirtioDriver.VERSION;
import static org.backplane.testkit.virtio.VirtioDriver.VERSION_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.backplane.api.backend.BlockBackend.Status;
import org.backplane.testkit.FakeSlot;
import org.backplane.testkit.virtio.VirtioDriver;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VirtioMmioTest {
    final FakeSlot slot = new FakeSlot();
    final VirtioDriver driver = new VirtioDriver(slot);

    @BeforeEach
    void plug() {
        slot.plug(new Echo.Type(), new Echo.Properties());
    }

    @Test
    void theRegistersSayWhatItIs() {
        assertEquals(0x7472_6976, slot.read(MAGIC_VALUE));
        assertEquals(2, slot.read(VERSION));
        assertEquals(Echo.DEVICE_ID, slot.read(DEVICE_ID));
        assertEquals(VERSION_1 | EVENT_IDX | INDIRECT_DESC | Echo.SHOUTS, driver.offered());
    }

    @Test
    void thereAreNoFeaturesBeyond63() {
        slot.write(DEVICE_FEATURES_SEL, 2);
        assertEquals(0, slot.read(DEVICE_FEATURES));
    }

    @Test
    void aSubsetOfTheFeaturesIsAgreedOn() {
        driver.negotiate(EVENT_IDX);
        assertEquals(ACKNOWLEDGE | DRIVER | FEATURES_OK, driver.status());
    }

    @Test
    void featuresThatWereNotOfferedAreNotAgreedOn() {
        driver.accept(VERSION_1 | 1 << 5);
        driver.status(FEATURES_OK);
        assertEquals(0, driver.status() & FEATURES_OK);
    }

    @Test
    void aDriverOfOldIsNotAgreedWith() {
        driver.accept(EVENT_IDX);
        driver.status(FEATURES_OK);
        assertEquals(0, driver.status() & FEATURES_OK);
    }

    @Test
    void featuresDoNotChangeOnceAgreedOn() {
        driver.start(0, 8);
        driver.accept(VERSION_1 | INDIRECT_DESC);
        driver.queue(0).addIndirect(driver.readable((byte) 1), driver.writable(1));
        driver.queue(0).kick();
        assertTrue(driver.needsReset());
    }

    @Test
    void aDriverIsNotReadyBeforeFeaturesAreAgreedOn() {
        driver.status(DRIVER_OK);
        assertEquals(0, driver.status() & DRIVER_OK);
    }

    @Test
    void aStatusBitIsNotClearedButByReset() {
        driver.start(0, 8);
        slot.write(STATUS, ACKNOWLEDGE);
        assertEquals(ACKNOWLEDGE | DRIVER | FEATURES_OK | DRIVER_OK, driver.status());
        slot.write(STATUS, 0);
        assertEquals(0, driver.status());
    }

    @Test
    void aDriverCannotAskForNeedsReset() {
        slot.write(STATUS, NEEDS_RESET);
        assertEquals(0, driver.status());
    }

    @Test
    void theDeviceHearsOfStartAndReset() {
        driver.start(0, 8);
        assertEquals(1, slot.state(Echo.State.class).starts);
        int before = slot.state(Echo.State.class).resets;
        slot.device().reset();
        assertEquals(before + 1, slot.state(Echo.State.class).resets);
        assertEquals(0, driver.status());
    }

    @Test
    void aQueueThatIsNotThereHasNoSize() {
        slot.write(QUEUE_SEL, 0);
        assertEquals(Echo.QUEUE_SIZE, slot.read(QUEUE_SIZE_MAX));
        slot.write(QUEUE_SEL, 1);
        assertEquals(0, slot.read(QUEUE_SIZE_MAX));
        slot.write(QUEUE_SEL, 0xffff_ffffL);
        assertEquals(0, slot.read(QUEUE_SIZE_MAX));
        slot.write(QUEUE_READY, 1);
        assertEquals(0, slot.read(QUEUE_READY));
    }

    @Test
    void aQueueOfAWrongSizeNeedsAReset() {
        for (long size : new long[] {0, 3, 32, 0x8000_0000L}) {
            driver.reset();
            driver.negotiate(0);
            slot.write(QUEUE_SEL, 0);
            slot.write(QUEUE_SIZE, size);
            slot.write(QUEUE_READY, 1);
            assertTrue(driver.needsReset(), "size " + size);
            assertEquals(0, slot.read(QUEUE_READY));
        }
    }

    @Test
    void aQueueInUseDoesNotChangeItsSize() {
        driver.start(0, 4);
        slot.write(QUEUE_SIZE, 16);
        assertEquals(1, slot.guestErrors().size());
        for (int i = 0; i < 9; i++) {
            driver.queue(0).submit(driver.readable((byte) i), driver.writable(1));
            driver.queue(0).used();
        }
        assertFalse(driver.needsReset());
    }

    @Test
    void aStoppedQueueIsNotServed() {
        driver.start(0, 8);
        slot.write(QUEUE_READY, 0);
        assertEquals(0, slot.read(QUEUE_READY));
        driver.queue(0).submit(driver.readable((byte) 1), driver.writable(1));
        assertFalse(driver.queue(0).hasUsed());
    }

    @Test
    void aQueueIsReadyUntilItsLastBufferIsBack() {
        driver.start(0, 8);
        int head = driver.queue(0).submit(driver.readable((byte) '!'), driver.writable(1));
        slot.write(QUEUE_READY, 0);
        assertEquals(1, slot.read(QUEUE_READY));
        slot.device().completed(head, Status.OK);
        assertEquals(0, slot.read(QUEUE_READY));
        assertEquals(head, driver.queue(0).used().head());
    }

    @Test
    void buffersMadeAvailableBeforeTheStartAreServedAfterIt() {
        driver.start(0, 8);
        var queue = driver.queue(0);
        queue.add(driver.readable((byte) 1), driver.writable(1));
        assertFalse(queue.hasUsed());
        slot.swap();
        slot.advance(0);
        assertTrue(queue.hasUsed());
    }

    @Test
    void aNotificationOfNoQueueIsAGuestError() {
        driver.start(0, 8);
        slot.write(QUEUE_NOTIFY, 1);
        slot.write(QUEUE_NOTIFY, 0xffff_ffffL);
        assertEquals(2, slot.guestErrors().size());
        assertFalse(driver.needsReset());
    }

    @Test
    void anInterruptLastsUntilItIsAcknowledged() {
        driver.start(0, 8);
        driver.queue(0).submit(driver.readable((byte) 1), driver.writable(1));
        assertTrue(slot.irq("irq").level());
        assertEquals(1, driver.acknowledge());
        assertFalse(slot.irq("irq").level());
        assertEquals(0, slot.read(INTERRUPT_STATUS));
    }

    @Test
    void aResetTakesTheInterruptAway() {
        driver.start(0, 8);
        driver.queue(0).submit(driver.readable((byte) 1), driver.writable(1));
        driver.reset();
        assertFalse(slot.irq("irq").level());
    }

    @Test
    void aResetWaitsForBuffersThatAreUnderWay() {
        driver.start(0, 8);
        int head = driver.queue(0).submit(driver.readable((byte) '!'), driver.writable(1));
        slot.write(STATUS, 0);
        assertNotEquals(0, driver.status());
        slot.swap();
        assertNotEquals(0, driver.status());
        slot.device().completed(head, Status.OK);
        assertEquals(0, driver.status());
        driver.start(0, 8);
        driver.queue(0).submit(driver.readable((byte) 1), driver.writable(1));
        assertEquals(1, driver.queue(0).used().length());
    }

    @Test
    void theConfigurationReadsInAnySize() {
        assertEquals(0x1122_3344_5566_7788L, driver.config(0, 8));
        assertEquals(0x5566_7788, driver.config(0, 4));
        assertEquals(0x1122, driver.config(6, 2));
        assertEquals(0x55, driver.config(3, 1));
        assertEquals(3, driver.config(8, 4));
        assertEquals(0xabcd, driver.config(12, 2));
        assertEquals(0, slot.guestErrors().size());
    }

    @Test
    void whatLiesBehindTheConfigurationReadsAsZero() {
        assertEquals(0, driver.config(12, 4));
        assertEquals(0, driver.config(0xf8, 8));
        assertEquals(2, slot.guestErrors().size());
    }

    @Test
    void aFieldIsWrittenAsAWhole() {
        slot.write(VirtioDriver.CONFIG + 8, 2, 0x1234);
        assertEquals(0x1234, driver.config(8, 2));
        slot.write(VirtioDriver.CONFIG + 8, 1, 1);
        slot.write(VirtioDriver.CONFIG, 4, 1);
        assertEquals(0x1234, driver.config(8, 2));
        assertEquals(2, slot.guestErrors().size());
    }

    @Test
    void aChangedConfigurationInterruptsAndHasANewGeneration() {
        driver.start(0, 8);
        long before = slot.read(CONFIG_GENERATION);
        ((Echo) slot.device()).virtio.configChanged();
        assertNotEquals(before, slot.read(CONFIG_GENERATION));
        assertEquals(2, driver.acknowledge());
    }
}
