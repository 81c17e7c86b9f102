package org.backplane.lib.virtio;

import static org.backplane.testkit.virtio.VirtioDriver.EVENT_IDX;
import static org.backplane.testkit.virtio.VirtioDriver.INDIRECT_DESC;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.backplane.api.backend.BlockBackend.Status;
import org.backplane.testkit.FakeSlot;
import org.backplane.testkit.virtio.VirtioDriver;
import org.backplane.testkit.virtio.VirtioDriver.Part;
import org.backplane.testkit.virtio.VirtioFuzz;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VirtqueueTest {
    private static final int NEXT = 1;
    private static final int WRITE = 2;
    private static final int INDIRECT = 4;
    private static final int SIZE = 8;

    final FakeSlot slot = new FakeSlot();
    final VirtioDriver driver = new VirtioDriver(slot);

    @BeforeEach
    void plug() {
        slot.plug(new Echo.Type(), new Echo.Properties());
        driver.start(EVENT_IDX | INDIRECT_DESC, SIZE);
    }

    private Part text(String text) {
        return driver.readable(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void aBufferIsOneStretchHoweverItIsCutUp() {
        var first = driver.writable(3);
        var second = driver.writable(1);
        var third = driver.writable(20);
        int head = driver.queue(0).submit(text("ab"), text("cdef"), first, second, third);
        assertEquals(new VirtioDriver.Used(head, 6), driver.queue(0).used());
        assertArrayEquals("abc".getBytes(StandardCharsets.US_ASCII), driver.contents(first));
        assertArrayEquals("d".getBytes(StandardCharsets.US_ASCII), driver.contents(second));
        assertEquals('f', driver.contents(third)[1]);
    }

    @Test
    void aTableOfDescriptorsIsOneBuffer() {
        var answer = driver.writable(4);
        int head = driver.queue(0).addIndirect(text("ab"), text("cd"), answer);
        driver.queue(0).kick();
        assertEquals(new VirtioDriver.Used(head, 4), driver.queue(0).used());
        assertArrayEquals("abcd".getBytes(StandardCharsets.US_ASCII), driver.contents(answer));
    }

    @Test
    void aChainMayEndInATable() {
        var answer = driver.writable(4);
        long table = driver.allocate(16);
        slot.dma().write(table, 8, answer.address());
        slot.dma().write(table + 8, 4, answer.length());
        slot.dma().write(table + 12, 2, WRITE);
        var queue = driver.queue(0);
        queue.descriptor(0, text("ab").address(), 2, NEXT, 1);
        queue.descriptor(1, table, 16, INDIRECT, 0);
        queue.offer(0);
        queue.kick();
        assertEquals(new VirtioDriver.Used(0, 2), queue.used());
    }

    @Test
    void indicesGoRound() {
        var queue = driver.queue(0);
        for (int i = 0; i < 0x1_0000 + 20; i++) {
            driver.queue(0)
                    .submit(new Part(FakeSlot.RAM_BASE, 2, false), new Part(FakeSlot.RAM_BASE + 0x8000, 2, true));
            assertEquals(2, queue.used().length());
        }
        assertFalse(driver.needsReset());
    }

    @Test
    void buffersThatAreHeldMayComeBackInAnyOrder() {
        var queue = driver.queue(0);
        int first = queue.submit(text("!"), driver.writable(1));
        int second = queue.submit(text("!"), driver.writable(1));
        slot.swap();
        slot.device().completed(second, Status.OK);
        slot.device().completed(first, Status.OK);
        assertEquals(second, queue.used().head());
        assertEquals(first, queue.used().head());
    }

    @Test
    void theSameBufferIsNotTakenOftenerThanThereAreDescriptors() {
        var queue = driver.queue(0);
        int head = queue.submit(text("!"), driver.writable(1));
        for (int i = 1; i < SIZE; i++) {
            queue.offer(head);
        }
        queue.kick();
        assertFalse(driver.needsReset());
        queue.offer(head);
        queue.kick();
        assertTrue(driver.needsReset());
    }

    // ---- who is told when

    @Test
    void theDriverNotifiesOnlyOnceTheDeviceHasRunOut() {
        var queue = driver.queue(0);
        queue.add(text("a"), driver.writable(1));
        assertTrue(queue.kickIfWanted());
        queue.add(text("b"), driver.writable(1));
        assertTrue(queue.kickIfWanted());
        queue.add(text("c"), driver.writable(1));
        queue.add(text("d"), driver.writable(1));
        assertTrue(queue.kickIfWanted());
        assertEquals(4, queue.usedIndex());
    }

    @Test
    void theDeviceInterruptsOnceTheIndexIsReached() {
        var queue = driver.queue(0);
        queue.submit(text("a"), driver.writable(1));
        driver.acknowledge();
        queue.interruptAfter(3);
        queue.submit(text("b"), driver.writable(1));
        queue.submit(text("c"), driver.writable(1));
        assertFalse(slot.irq("irq").level());
        queue.submit(text("d"), driver.writable(1));
        assertTrue(slot.irq("irq").level());
    }

    @Test
    void withoutEventIndicesAFlagHoldsInterruptsBack() {
        driver.start(0, SIZE);
        var queue = driver.queue(0);
        queue.withoutInterrupts(true);
        queue.submit(text("a"), driver.writable(1));
        assertFalse(slot.irq("irq").level());
        queue.withoutInterrupts(false);
        queue.submit(text("b"), driver.writable(1));
        assertTrue(slot.irq("irq").level());
    }

    // ---- rings that make no sense

    private void assertFails() {
        driver.queue(0).offer(0);
        driver.queue(0).kick();
        assertTrue(driver.needsReset());
        assertEquals(1, slot.guestErrors().size());
        assertEquals(2, driver.acknowledge());
        assertFalse(driver.queue(0).hasUsed());
        driver.queue(0).kick();
        assertFalse(driver.queue(0).hasUsed());
        driver.start(EVENT_IDX | INDIRECT_DESC, SIZE);
        driver.queue(0).submit(text("ab"), driver.writable(2));
        assertEquals(2, driver.queue(0).used().length());
    }

    @Test
    void aLoopNeedsAReset() {
        driver.queue(0).descriptor(0, FakeSlot.RAM_BASE, 4, NEXT, 1);
        driver.queue(0).descriptor(1, FakeSlot.RAM_BASE, 4, NEXT, 0);
        assertFails();
    }

    @Test
    void aDescriptorBehindTheTableNeedsAReset() {
        driver.queue(0).descriptor(0, FakeSlot.RAM_BASE, 4, NEXT, SIZE);
        assertFails();
    }

    @Test
    void aHeadBehindTheTableNeedsAReset() {
        driver.queue(0).offer(SIZE);
        assertFails();
    }

    @Test
    void aDescriptorOutsideMemoryNeedsAReset() {
        driver.queue(0).descriptor(0, 0x1000, 4, 0, 0);
        assertFails();
    }

    @Test
    void aDescriptorThatLeavesMemoryNeedsAReset() {
        driver.queue(0).descriptor(0, FakeSlot.RAM_BASE, 0xffff_ffffL, WRITE, 0);
        assertFails();
    }

    @Test
    void aDescriptorThatGoesRoundTheAddressSpaceNeedsAReset() {
        driver.queue(0).descriptor(0, -8, 0x10, WRITE, 0);
        assertFails();
    }

    @Test
    void anEmptyDescriptorNeedsAReset() {
        driver.queue(0).descriptor(0, FakeSlot.RAM_BASE, 0, 0, 0);
        assertFails();
    }

    @Test
    void aReadableDescriptorAfterAWritableOneNeedsAReset() {
        driver.queue(0).descriptor(0, FakeSlot.RAM_BASE, 1, WRITE | NEXT, 1);
        driver.queue(0).descriptor(1, FakeSlot.RAM_BASE, 1, 0, 0);
        assertFails();
    }

    @Test
    void aTableInATableNeedsAReset() {
        long table = driver.allocate(16);
        slot.dma().write(table, 8, table);
        slot.dma().write(table + 8, 4, 16);
        slot.dma().write(table + 12, 2, INDIRECT);
        driver.queue(0).descriptor(0, table, 16, INDIRECT, 0);
        assertFails();
    }

    @Test
    void aTableOfBrokenLengthNeedsAReset() {
        driver.queue(0).descriptor(0, FakeSlot.RAM_BASE, 24, INDIRECT, 0);
        assertFails();
    }

    @Test
    void aTableWithASuccessorNeedsAReset() {
        driver.queue(0).descriptor(0, FakeSlot.RAM_BASE, 16, INDIRECT | NEXT, 1);
        assertFails();
    }

    @Test
    void aTableThatWasNotNegotiatedNeedsAReset() {
        driver.start(0, SIZE);
        driver.queue(0).addIndirect(text("a"), driver.writable(1));
        driver.queue(0).kick();
        assertTrue(driver.needsReset());
    }

    @Test
    void anIndexThatMovesTooFarNeedsAReset() {
        slot.dma().write(driver.queue(0).available() + 2, 2, SIZE + 1);
        driver.queue(0).kick();
        assertTrue(driver.needsReset());
    }

    @Test
    void aRingOutsideMemoryNeedsAReset() {
        driver.reset();
        driver.negotiate(0);
        slot.write(VirtioDriver.QUEUE_SEL, 0);
        slot.write(VirtioDriver.QUEUE_SIZE, SIZE);
        slot.write(VirtioDriver.QUEUE_READY, 1);
        assertTrue(driver.needsReset());
        assertFalse(slot.irq("irq").level());
    }

    @Test
    void noRingBringsItDown() {
        var small = VirtioFuzz.slot();
        small.plug(new Echo.Type(), new Echo.Properties());
        VirtioFuzz.of(small, 1)
                .contents(random -> random.nextBoolean() ? new byte[] {'!'} : new byte[random.nextInt(40)])
                .host(_ -> {}, () -> ((Echo) small.device()).completeAll())
                .stillWorks(guest -> {
                    guest.start(EVENT_IDX, SIZE);
                    guest.queue(0).submit(guest.readable((byte) 1), guest.writable(1));
                    assertEquals(1, guest.queue(0).used().length());
                })
                .run();
    }
}
