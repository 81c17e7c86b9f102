package org.backplane.device.virtioblk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.backplane.api.DataSize;
import org.backplane.api.backend.BlockBackend.Extent;
import org.backplane.api.backend.BlockBackend.Operation;
import org.backplane.api.backend.BlockBackend.Status;
import org.backplane.testkit.FakeBlockBackend;
import org.backplane.testkit.FakeSlot;
import org.backplane.testkit.virtio.VirtioDriver;
import org.backplane.testkit.virtio.VirtioDriver.Part;
import org.backplane.testkit.virtio.VirtioDriver.Used;
import org.backplane.testkit.virtio.VirtioFuzz;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VirtioBlkTest {
    private static final long RO = 1L << 5;
    private static final long FLUSH = 1L << 9;
    private static final long CONFIG_WCE = 1L << 11;
    private static final long MQ = 1L << 12;
    private static final long DISCARD = 1L << 13;
    private static final long WRITE_ZEROES = 1L << 14;
    private static final long ALL = -1;

    private static final int IN = 0;
    private static final int OUT = 1;
    private static final int T_FLUSH = 4;
    private static final int GET_ID = 8;
    private static final int T_DISCARD = 11;
    private static final int T_WRITE_ZEROES = 13;

    private static final int OK = 0;
    private static final int IOERR = 1;
    private static final int UNSUPP = 2;

    private static final int SECTORS = 64;

    final byte[] disk = new byte[SECTORS * 512];
    final FakeBlockBackend node = new FakeBlockBackend(disk, false);
    final FakeSlot slot = new FakeSlot();
    final VirtioDriver driver = new VirtioDriver(slot);
    Part status = new Part(0, 0, true);

    @BeforeEach
    void plug() {
        new Random(1).nextBytes(disk);
        plug(slot, node, properties(1, 512, 512));
        driver.start(ALL, 16);
    }

    private static VirtioBlk.Properties properties(int queues, long logical, long physical) {
        return new VirtioBlk.Properties(
                "disk",
                Optional.of("serial 42"),
                new DataSize(logical),
                new DataSize(physical),
                new DataSize(0),
                new DataSize(0),
                queues,
                16,
                true,
                true,
                true,
                true,
                true);
    }

    private static void plug(FakeSlot slot, FakeBlockBackend node, VirtioBlk.Properties properties) {
        slot.connect("drive", node).plug(new VirtioBlk.Type(), properties);
    }

    private static byte[] header(int type, long sector) {
        return ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(type)
                .putInt(0)
                .putLong(sector)
                .array();
    }

    private static byte[] segment(long sector, int sectors, int flags) {
        return ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(sector)
                .putInt(sectors)
                .putInt(flags)
                .array();
    }

    /** Submits a request with the given data between header and status; returns its head. */
    private int submit(int type, long sector, Part... data) {
        var parts = new Part[data.length + 2];
        parts[0] = driver.readable(header(type, sector));
        System.arraycopy(data, 0, parts, 1, data.length);
        status = driver.writable(1);
        slot.dma().write(status.address(), 1, 0xff);
        parts[data.length + 1] = status;
        return driver.queue(0).submit(parts);
    }

    private int outcome() {
        return driver.contents(status)[0];
    }

    private byte[] sectors(int from, int to) {
        return Arrays.copyOfRange(disk, from * 512, to * 512);
    }

    // ---- reading and writing

    @Test
    void sectorsAreRead() {
        var data = driver.writable(1024);
        int head = submit(IN, 3, data);
        node.completeAll();
        assertEquals(new Used(head, 1025), driver.queue(0).used());
        assertEquals(OK, outcome());
        assertArrayEquals(sectors(3, 5), driver.contents(data));
    }

    @Test
    void sectorsAreWritten() {
        var data = new byte[512];
        Arrays.fill(data, (byte) 0x5a);
        submit(OUT, 7, driver.readable(data));
        node.completeAll();
        assertEquals(1, driver.queue(0).used().length());
        assertEquals(OK, outcome());
        assertArrayEquals(data, sectors(7, 8));
    }

    @Test
    void dataGoesWhereItLiesWithoutACopy() {
        var first = driver.writable(100);
        var second = driver.writable(412);
        submit(IN, 0, first, second);
        var request = node.requests().getFirst();
        assertEquals(List.of(new Extent(first.address(), 100), new Extent(second.address(), 412)), request.memory());
    }

    @Test
    void theHeaderMayShareADescriptorWithTheData() {
        var data = new byte[16 + 512];
        System.arraycopy(header(OUT, 2), 0, data, 0, 16);
        Arrays.fill(data, 16, data.length, (byte) 9);
        status = driver.writable(1);
        driver.queue(0).submit(driver.readable(data), status);
        node.completeAll();
        assertEquals(OK, outcome());
        assertArrayEquals(Arrays.copyOfRange(data, 16, data.length), sectors(2, 3));
    }

    @Test
    void nothingIsUsedBeforeTheNodeHasDoneIt() {
        submit(IN, 0, driver.writable(512));
        assertFalse(driver.queue(0).hasUsed());
        assertFalse(slot.irq("irq").level());
        node.complete();
        assertTrue(driver.queue(0).hasUsed());
        assertTrue(slot.irq("irq").level());
    }

    @Test
    void theLastSectorIsReadAndTheOneBehindItIsNot() {
        submit(IN, SECTORS - 1, driver.writable(512));
        node.completeAll();
        assertEquals(OK, outcome());
        driver.queue(0).used();
        for (long sector : new long[] {SECTORS, SECTORS - 1, -1, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 55}) {
            submit(IN, sector, driver.writable(1024));
            assertEquals(IOERR, outcome(), "sector " + sector);
            assertEquals(0, driver.queue(0).used().length());
        }
        assertEquals(1, node.requests().size());
    }

    @Test
    void aPartOfASectorIsAnError() {
        submit(IN, 0, driver.writable(511));
        assertEquals(IOERR, outcome());
        submit(OUT, 0, driver.readable(new byte[513]));
        assertEquals(IOERR, outcome());
    }

    @Test
    void anErrorOfTheNodeIsToldAndNothingIsClaimedToBeRead() {
        submit(IN, 0, driver.writable(512));
        node.fail(Status.IO_ERROR);
        assertEquals(IOERR, outcome());
        assertEquals(0, driver.queue(0).used().length());
    }

    @Test
    void aReadOnlyDiskSaysSoAndIsNotWritten() {
        var readOnly = new FakeBlockBackend(disk, true);
        plug(slot, readOnly, properties(1, 512, 512));
        assertEquals(RO, driver.offered() & (RO | DISCARD | WRITE_ZEROES));
        driver.start(ALL, 16);
        submit(OUT, 0, driver.readable(new byte[512]));
        assertEquals(IOERR, outcome());
        submit(T_DISCARD, 0, driver.readable(segment(0, 1, 0)));
        assertEquals(UNSUPP, outcome());
        submit(IN, 0, driver.writable(512));
        readOnly.completeAll();
        assertEquals(OK, outcome());
    }

    @Test
    void largeBlocksAreReadAndWrittenWhole() {
        plug(slot, node, properties(1, 4096, 4096));
        driver.start(ALL, 16);
        assertEquals(4096, driver.config(20, 4));
        submit(IN, 8, driver.writable(512));
        assertEquals(IOERR, outcome());
        submit(IN, 1, driver.writable(4096));
        assertEquals(IOERR, outcome());
        submit(IN, 8, driver.writable(4096));
        node.completeAll();
        assertEquals(OK, outcome());
    }

    // ---- the other requests

    @Test
    void aFlushReachesTheNode() {
        submit(T_FLUSH, 0);
        assertEquals(Operation.FLUSH, node.requests().getFirst().operation());
        node.completeAll();
        assertEquals(OK, outcome());
    }

    @Test
    void theSerialNumberIsPaddedToTwentyBytes() {
        var data = driver.writable(20);
        submit(GET_ID, 0, data);
        assertEquals(21, driver.queue(0).used().length());
        assertArrayEquals(Arrays.copyOf("serial 42".getBytes(StandardCharsets.US_ASCII), 20), driver.contents(data));
    }

    @Test
    void aShortBufferGetsTheBeginningOfTheSerialNumber() {
        var data = driver.writable(6);
        submit(GET_ID, 0, data);
        assertArrayEquals("serial".getBytes(StandardCharsets.US_ASCII), driver.contents(data));
    }

    @Test
    void zeroesAreWrittenWithoutBeingSent() {
        submit(T_WRITE_ZEROES, 0, driver.readable(segment(5, 2, 1)));
        node.completeAll();
        assertEquals(OK, outcome());
        assertArrayEquals(new byte[1024], sectors(5, 7));
    }

    @Test
    void aStretchIsDiscarded() {
        submit(T_DISCARD, 0, driver.readable(segment(8, 8, 0)));
        var request = node.requests().getFirst();
        assertEquals(
                List.of(Operation.DISCARD, 8L * 512, 8L * 512),
                List.of(request.operation(), request.offset(), request.length()));
        node.completeAll();
        assertEquals(OK, outcome());
    }

    @Test
    void aDiscardWithFlagsIsNotSupported() {
        submit(T_DISCARD, 0, driver.readable(segment(8, 8, 1)));
        assertEquals(UNSUPP, outcome());
        submit(T_WRITE_ZEROES, 0, driver.readable(segment(8, 8, 2)));
        assertEquals(UNSUPP, outcome());
    }

    @Test
    void aDiscardBehindTheEndIsAnError() {
        submit(T_DISCARD, 0, driver.readable(segment(SECTORS, 1, 0)));
        assertEquals(IOERR, outcome());
        submit(T_DISCARD, 0, driver.readable(segment(0, -1, 0)));
        assertEquals(IOERR, outcome());
        submit(T_DISCARD, 0, driver.readable(new byte[32]));
        assertEquals(IOERR, outcome());
    }

    @Test
    void anUnknownRequestIsNotSupported() {
        submit(99, 0);
        assertEquals(UNSUPP, outcome());
    }

    @Test
    void aRequestWithoutHeaderOrStatusNeedsAReset() {
        driver.queue(0).submit(driver.readable(new byte[15]), driver.writable(1));
        assertTrue(driver.needsReset());
        driver.start(ALL, 16);
        driver.queue(0).submit(driver.readable(new byte[16]));
        assertTrue(driver.needsReset());
        driver.start(ALL, 16);
        submit(T_FLUSH, 0);
        node.completeAll();
        assertEquals(OK, outcome());
    }

    // ---- the write cache

    @Test
    void withoutACacheAWriteIsFlushedBeforeItIsDone() {
        slot.write(VirtioDriver.CONFIG + 32, 1, 0);
        submit(OUT, 0, driver.readable(new byte[512]));
        node.complete();
        assertFalse(driver.queue(0).hasUsed());
        assertEquals(Operation.FLUSH, node.requests().getLast().operation());
        node.complete();
        assertEquals(OK, outcome());
    }

    @Test
    void aDriverThatCannotFlushGetsNoCache() {
        driver.start(ALL & ~FLUSH & ~CONFIG_WCE, 16);
        assertEquals(0, driver.config(32, 1));
        driver.start(FLUSH, 16);
        assertEquals(1, driver.config(32, 1));
    }

    @Test
    void aFlushThatFailsFailsTheWrite() {
        slot.write(VirtioDriver.CONFIG + 32, 1, 0);
        submit(OUT, 0, driver.readable(new byte[512]));
        node.complete();
        node.fail(Status.IO_ERROR);
        assertEquals(IOERR, outcome());
    }

    // ---- configuration

    @Test
    void theConfigurationTellsOfTheDisk() {
        plug(slot, node, properties(4, 512, 4096));
        assertEquals(SECTORS, driver.config(0, 8));
        assertEquals(14, driver.config(12, 4));
        assertEquals(512, driver.config(20, 4));
        assertEquals(3, driver.config(24, 1));
        assertEquals(4, driver.config(34, 2));
        assertEquals(1, driver.config(40, 4));
        assertEquals(MQ, driver.offered() & MQ);
    }

    @Test
    void everyQueueIsServed() {
        plug(slot, node, properties(2, 512, 512));
        driver.start(ALL, 16, 16);
        status = driver.writable(1);
        driver.queue(1).submit(driver.readable(header(T_FLUSH, 0)), status);
        node.completeAll();
        assertTrue(driver.queue(1).hasUsed());
        assertFalse(driver.queue(0).hasUsed());
    }

    @Test
    void blockSizesHaveToBePowersOfTwoInOrder() {
        assertThrows(IllegalArgumentException.class, () -> plug(slot, node, properties(1, 1000, 4096)));
        assertThrows(IllegalArgumentException.class, () -> plug(slot, node, properties(1, 256, 4096)));
        assertThrows(IllegalArgumentException.class, () -> plug(slot, node, properties(1, 4096, 512)));
    }

    // ---- swap and reset

    @Test
    void aSwapRepeatsWhatWasUnderWay() {
        var data = driver.writable(512);
        int head = submit(IN, 3, data);
        slot.swap();
        node.completeAll();
        assertEquals(new Used(head, 513), driver.queue(0).used());
        assertArrayEquals(sectors(3, 4), driver.contents(data));
        assertFalse(driver.queue(0).hasUsed());
    }

    @Test
    void aSwapInTheMiddleOfAWriteWithoutCacheRepeatsTheFlush() {
        slot.write(VirtioDriver.CONFIG + 32, 1, 0);
        submit(OUT, 0, driver.readable(new byte[512]));
        node.complete();
        slot.swap();
        node.completeAll();
        assertEquals(OK, outcome());
        assertEquals(1, driver.queue(0).used().length());
    }

    @Test
    void aResetOfTheDriverWaitsForTheNode() {
        var data = driver.writable(512);
        submit(IN, 0, data);
        slot.write(VirtioDriver.STATUS, 0);
        assertNotEquals(0, driver.status());
        node.completeAll();
        assertEquals(0, driver.status());
    }

    @Test
    void whatTheMachineResetAwayIsNotHeardOfAgain() {
        submit(IN, 0, driver.writable(512));
        slot.device().reset();
        assertEquals(0, driver.status());
        driver.start(ALL, 16);
        submit(T_FLUSH, 0);
        node.complete();
        assertFalse(driver.queue(0).hasUsed());
        node.complete();
        assertEquals(OK, outcome());
    }

    @Test
    void noRingBringsItDown() {
        var small = VirtioFuzz.slot();
        var target = new FakeBlockBackend(SECTORS * 512);
        plug(small, target, properties(2, 512, 512));
        VirtioFuzz.of(small, 2)
                .contents(VirtioBlkTest::anyHeader)
                .host(random -> someComplete(target, random), target::completeAll)
                .stillWorks(guest -> {
                    guest.start(ALL, 16, 16);
                    guest.queue(0).submit(guest.readable(header(IN, 0)), guest.writable(513));
                    target.completeAll();
                    assertEquals(513, guest.queue(0).used().length());
                })
                .run();
    }

    private static byte[] anyHeader(Random random) {
        int[] types = {IN, OUT, T_FLUSH, GET_ID, T_DISCARD, T_WRITE_ZEROES, random.nextInt()};
        return header(types[random.nextInt(types.length)], random.nextInt(SECTORS + 1));
    }

    private static void someComplete(FakeBlockBackend target, Random random) {
        for (int i = random.nextInt(4); i > 0 && target.waiting() > 0; i--) {
            if (random.nextInt(4) == 0) {
                target.fail(random.nextBoolean() ? Status.IO_ERROR : Status.UNSUPPORTED);
            } else {
                target.complete();
            }
        }
    }
}
