package org.backplane.device.fwcfg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.backplane.testkit.FakeSlot;
import org.backplane.testkit.RegisterFuzz;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Values are those that QEMU 7.2 answers on its virt machine with three harts. */
class FwCfgTest {
    static final long DATA = 0;
    static final long SELECTOR = 8;
    static final long DMA_HIGH = 16;
    static final long DMA_LOW = 20;
    static final long REQUEST = FakeSlot.RAM_BASE + 0x100;
    static final long TARGET = FakeSlot.RAM_BASE + 0x1000;

    final FakeSlot slot = new FakeSlot();

    @BeforeEach
    void plug() {
        slot.plug(new FwCfg.Type(), new FwCfg.Properties(3));
    }

    void select(int key) {
        slot.write(SELECTOR, 2, Short.toUnsignedInt(Short.reverseBytes((short) key)));
    }

    byte[] bytes(int key, int length) {
        select(key);
        var bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) slot.read(DATA, 1);
        }
        return bytes;
    }

    /** Has a request performed; returns what its control became. */
    int request(int control, long length, long address) {
        var request = ByteBuffer.allocate(16)
                .putInt(control)
                .putInt((int) length)
                .putLong(address)
                .array();
        slot.dma().write(REQUEST, request, 0, request.length);
        slot.write(DMA_HIGH, 4, Integer.toUnsignedLong(Integer.reverseBytes((int) (REQUEST >>> 32))));
        slot.write(DMA_LOW, 4, Integer.toUnsignedLong(Integer.reverseBytes((int) REQUEST)));
        return ByteBuffer.wrap(slot.dma().bytes(REQUEST, 4)).getInt();
    }

    @Test
    void itsItemsAreQemus() {
        assertArrayEquals("QEMU\0".getBytes(StandardCharsets.US_ASCII), bytes(0x00, 5));
        assertArrayEquals(new byte[] {3, 0, 0, 0, 0}, bytes(0x01, 5));
        assertArrayEquals(new byte[16], bytes(0x02, 16));
        assertArrayEquals(new byte[] {1, 0}, bytes(0x04, 2));
        assertArrayEquals(new byte[] {3, 0}, bytes(0x05, 2));
        assertArrayEquals(new byte[] {0, 0}, bytes(0x0e, 2));
        assertArrayEquals(new byte[4], bytes(0x7777, 4));
    }

    @Test
    void itsFilesAreQemus() {
        var directory = ByteBuffer.wrap(bytes(0x19, 4 + 3 * 64));
        var files = new ArrayList<String>();
        for (int left = directory.getInt(); left > 0; left--) {
            files.add("%d %x %d %s"
                    .formatted(directory.getInt(), directory.getShort(), directory.getShort(), name(directory)));
        }
        assertEquals(List.of("0 20 0 bios-geometry", "0 21 0 bootorder", "4 22 0 etc/boot-fail-wait"), files);
        assertArrayEquals(new byte[] {-1, -1, -1, -1, 0}, bytes(0x22, 5));
    }

    private static String name(ByteBuffer directory) {
        var name = new byte[56];
        directory.get(name);
        return new String(name, StandardCharsets.US_ASCII).replace("\0", "");
    }

    @Test
    void wideReadsKeepTheOrderOfBytes() {
        select(0);
        assertEquals(0x554d4551, slot.read(DATA, 4));
        select(0);
        assertEquals(0x4551, slot.read(DATA, 2));
        assertEquals(0x554d, slot.read(DATA, 2));
        select(0);
        assertEquals(0x554d4551L, slot.read(DATA, 8));
    }

    @Test
    void theDmaRegisterReadsAsItsSignature() {
        assertEquals(0x554d4551, slot.read(DMA_HIGH, 4));
        assertEquals(0x47464320, slot.read(DMA_LOW, 4));
        assertEquals(0x4746_4320_554d_4551L, slot.read(DMA_HIGH, 8));
    }

    @Test
    void dmaSelectsReadsAndFillsWithZeroes() {
        slot.dma().write(TARGET, new byte[] {9, 9, 9, 9, 9, 9, 9}, 0, 7);
        assertEquals(0, request(0x0000_000a, 6, TARGET));
        assertArrayEquals(new byte[] {'Q', 'E', 'M', 'U', 0, 0, 9}, slot.dma().bytes(TARGET, 7));
    }

    @Test
    void dmaGoesOnWhereTheItemWasLeft() {
        select(0);
        assertEquals(0, request(4, 1, 0));
        assertEquals('E', slot.read(DATA, 1));
        assertEquals(0, request(2, 1, TARGET));
        assertEquals('M', slot.dma().read(TARGET, 1));
    }

    @Test
    void oneStoreOfEightBytesRequestsToo() {
        slot.dma()
                .write(
                        REQUEST,
                        ByteBuffer.allocate(16)
                                .putInt(0x0005_000a)
                                .putInt(2)
                                .putLong(TARGET)
                                .array(),
                        0,
                        16);
        slot.write(DMA_HIGH, 8, Long.reverseBytes(REQUEST));
        assertEquals(3, slot.dma().read(TARGET, 2));
        assertEquals(0, slot.dma().read(REQUEST, 4));
    }

    @Test
    void dmaBesideMemoryFails() {
        long end = FakeSlot.RAM_BASE + slot.dma().ram().size();
        assertEquals(1, request(0x0000_000a, 0xffff_ffffL, end - 4));
        assertEquals(1, request(0x0000_000a, 4, 0));
        assertEquals(2, slot.guestErrors().size());
    }

    @Test
    void aRequestBesideMemoryIsTheGuestsError() {
        slot.write(DMA_HIGH, 4, 0);
        slot.write(DMA_LOW, 4, 0);
        assertEquals(2, slot.guestErrors().size());
    }

    @Test
    void itemsCannotBeWritten() {
        assertEquals(1, request(0x0022_0018, 4, TARGET));
        assertArrayEquals(new byte[] {-1, -1, -1, -1}, bytes(0x22, 4));
        slot.write(DATA, 1, 7);
        assertArrayEquals(new byte[] {'Q'}, bytes(0, 1));
    }

    @Test
    void aSwapGoesOnInTheMiddleOfAnItem() {
        select(0);
        slot.read(DATA, 2);
        slot.swap();
        assertEquals('M', slot.read(DATA, 1));
        slot.device().reset();
        assertEquals('Q', slot.read(DATA, 1));
    }

    @Test
    void aGuestThatPokesAtRandomDoesNoHarm() {
        RegisterFuzz.run(slot, REQUEST, Integer.reverseBytes((int) REQUEST));
    }

    @Test
    void requestsOfAnyLengthForAnyPlaceDoNoHarm() {
        var random = new Random(1);
        long[] places = {
            0, REQUEST - 1, TARGET, FakeSlot.RAM_BASE + slot.dma().ram().size() - 1, Long.MAX_VALUE, -1
        };
        long[] lengths = {0, 1, 4096, Integer.MAX_VALUE, 0xffff_ffffL};
        for (int i = 0; i < 2000; i++) {
            int control = random.nextInt(32) | random.nextInt(0x24) << 16;
            int left = request(control, lengths[random.nextInt(lengths.length)], places[random.nextInt(places.length)]);
            assertTrue(left == 0 || left == 1, () -> "a request ends well or with an error: " + left);
        }
        select(0);
        assertEquals('Q', slot.read(DATA, 1));
    }
}
