package org.backplane.core.board;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.backplane.api.command.CommandException;
import org.backplane.api.memory.AddressSpace.BusFault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryMapTest {
    static final long RAM = 0x8000_0000L;
    static final long DEVICE = 0x1000_0000L;
    static final long FLASH = 0x2000_0000L;
    static final int SIZE = 0x10000;

    final HostMemory host = new HostMemory();
    final MemoryMap map = new MemoryMap();
    final List<String> accesses = new ArrayList<>();

    MemoryMapTest() {
        map.add("ram", RAM, host.allocate(SIZE), true);
        map.add("device", DEVICE, 0x100, new MemoryMap.Window() {
            @Override
            public long read(long offset, int bytes) {
                accesses.add("read %x/%d".formatted(offset, bytes));
                return 0x42;
            }

            @Override
            public void write(long offset, int bytes, long value) {
                accesses.add("write %x/%d %x".formatted(offset, bytes, value));
            }
        });
    }

    @AfterEach
    void free() {
        host.close();
    }

    @Test
    void memoryReadsBackWhatWasWritten() throws BusFault {
        map.write(RAM + 8, 8, 0x0123_4567_89ab_cdefL);
        assertEquals(0x0123_4567_89ab_cdefL, map.read(RAM + 8, 8));
        assertEquals(0x89ab_cdefL, map.read(RAM + 8, 4));
        assertEquals(0xcd, map.read(RAM + 9, 1));
    }

    @Test
    void memoryAnswersTheReadsOfAWindowWhileTheDeviceLetsIt() throws BusFault {
        var contents = host.allocate(0x1000);
        contents.write(4, 4, 0x1234_5678);
        map.add("flash", FLASH, 0x1000, new MemoryMap.Window() {
            @Override
            public long read(long offset, int bytes) {
                return 0x80;
            }

            @Override
            public void write(long offset, int bytes, long value) {
                accesses.add("write %x/%d %x".formatted(offset, bytes, value));
            }
        });
        int before = map.generation();
        map.readsFrom(FLASH, Optional.of(contents));
        map.write(FLASH + 4, 4, 0x70);

        assertTrue(map.generation() != before);
        assertEquals(0x1234_5678, map.read(FLASH + 4, 4));
        assertEquals(
                Optional.of(contents), Objects.requireNonNull(map.region(FLASH)).ram());
        assertFalse(Objects.requireNonNull(map.region(FLASH)).writable());
        assertEquals(List.of("write 4/4 70"), accesses);

        map.readsFrom(FLASH, Optional.empty());
        assertEquals(0x80, map.read(FLASH + 4, 4));
        assertEquals(Optional.empty(), Objects.requireNonNull(map.region(FLASH)).ram());
    }

    @Test
    void aDeviceSeesOffsets() throws BusFault {
        assertEquals(0x42, map.read(DEVICE + 4, 4));
        map.write(DEVICE + 0xff, 1, 7);
        assertEquals(List.of("read 4/4", "write ff/1 7"), accesses);
    }

    @Test
    void nothingAnswersBetweenAndAcrossTheEnds() {
        assertThrows(BusFault.class, () -> map.read(0, 4));
        assertThrows(BusFault.class, () -> map.read(-8, 8));
        assertThrows(BusFault.class, () -> map.read(RAM + SIZE, 1));
        assertThrows(BusFault.class, () -> map.read(RAM + SIZE - 4, 8));
        assertThrows(BusFault.class, () -> map.write(DEVICE + 0xfe, 4, 0));
    }

    @Test
    void readOnlyMemorySwallowsWrites() throws BusFault {
        map.add("rom", 0x1000, host.allocate(0x1000), false);
        map.write(0x1000, 4, 5);
        assertEquals(0, map.read(0x1000, 4));
        assertFalse(map.write(0x1000, new byte[4], 0, 4));
    }

    @Test
    void dmaReachesAllOfItOrNothing() {
        var data = new byte[] {1, 2, 3, 4};
        assertTrue(map.write(RAM + SIZE - 4, data, 0, 4));
        assertFalse(map.write(RAM + SIZE - 3, data, 0, 4));
        var back = new byte[4];
        assertTrue(map.read(RAM + SIZE - 4, back, 0, 4));
        assertArrayEquals(data, back);
        assertFalse(map.read(DEVICE, back, 0, 4));
        assertFalse(map.read(0, back, 0, 4));
    }

    @Test
    void windowsDoNotOverlap() {
        var error =
                assertThrows(CommandException.class, () -> map.add("late", RAM + 0x8000, host.allocate(SIZE), true));
        assertEquals("late at 0x80008000 overlaps ram at 0x80000000", error.message());
    }

    @Test
    void whatIsRemovedIsGoneAndSaysSo() {
        int before = map.generation();
        map.remove(DEVICE);
        assertNull(map.region(DEVICE));
        assertTrue(map.generation() > before);
    }

    @Test
    void aWriteToAPageWithCodeRaisesItsVersion() throws BusFault {
        var ram = Objects.requireNonNull(map.region(RAM)).ram().orElseThrow();
        int version = ram.holdsCode(1);
        map.write(RAM, 8, 1);
        assertEquals(version, ram.codeVersion(1));
        map.write(RAM + 0x1ff8, 8, 1);
        assertTrue(ram.codeVersion(1) > version);
        assertEquals(0, ram.codeVersion(0));
    }
}
