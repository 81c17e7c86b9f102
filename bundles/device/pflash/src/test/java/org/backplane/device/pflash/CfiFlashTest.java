package org.backplane.device.pflash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.backplane.api.DataSize;
import org.backplane.api.backend.BlockBackend.Status;
import org.backplane.testkit.FakeBlockBackend;
import org.backplane.testkit.FakeSlot;
import org.backplane.testkit.RegisterFuzz;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two chips of 16 lines side by side: every command goes to both, and both answer. */
class CfiFlashTest {
    static final int SECTOR = 64 << 10;
    static final int SIZE = 4 * SECTOR;
    static final long READY = 0x0080_0080;

    final FakeSlot slot = new FakeSlot();
    final byte[] image = new byte[SIZE];
    final FakeBlockBackend drive = new FakeBlockBackend(image, false);

    static CfiFlash.Properties properties(Optional<String> drive) {
        return new CfiFlash.Properties(drive, 4, new DataSize(SECTOR), 4, 2);
    }

    void plug() {
        slot.plug(new CfiFlash.Type(), properties(Optional.empty()));
    }

    void plugWithDrive(FakeBlockBackend backend) {
        slot.connect("drive", backend);
        slot.plug(new CfiFlash.Type(), properties(Optional.of("flash0")));
    }

    void erase(long offset) {
        slot.write(offset, 0x20);
        slot.write(offset, 0xd0);
    }

    void program(long offset, long value) {
        slot.write(offset, 0x40);
        slot.write(offset, value);
    }

    void readArray() {
        slot.write(0, 0xff);
    }

    // ---- reading

    @Test
    void processorsReadTheDrivesContentsAsMemory() {
        image[0x1234] = 0x5a;
        plugWithDrive(drive);

        assertTrue(slot.readsFromMemory(0));
        assertEquals(0x5a, slot.read(0x1234, 1));
    }

    @Test
    void theDeviceAnswersUntilTheArrayIsReadAgain() {
        plug();
        slot.write(0, 0x70);
        assertFalse(slot.readsFromMemory(0));
        assertEquals(READY, slot.read(0x100));
        readArray();
        assertTrue(slot.readsFromMemory(0));
        assertEquals(0, slot.read(0x100));
    }

    @Test
    void bothChipsIdentifyThemselves() {
        plug();
        slot.write(0, 0x90);
        assertEquals(0x0089_0089, slot.read(0));
        assertEquals(0x0018_0018, slot.read(4));
        assertEquals(0x89, slot.read(2, 2));
        assertEquals(0, slot.read(1, 1));
    }

    @Test
    void aQueryTellsTheGeometryOfAChip() {
        plug();
        slot.write(0x55 * 4, 0x98);
        assertEquals("QRY", text(0x10, 3));
        assertEquals("PRI", text(0x31, 3));
        assertEquals(17, queried(0x27), "2^17 bytes");
        assertEquals(11, queried(0x2a), "buffers of 2^11 bytes");
        assertEquals(3, queried(0x2d) | queried(0x2e) << 8, "blocks less one");
        assertEquals(SECTOR / 2 / 256, queried(0x2f) | queried(0x30) << 8, "bytes of a block by 256");
        assertEquals(0, queried(0x1000));
    }

    private long queried(int address) {
        return slot.read(address * 4L) & 0xffff;
    }

    private String text(int address, int length) {
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) queried(address + i));
        }
        return text.toString();
    }

    // ---- changing

    @Test
    void erasingABlockSetsItsBitsAndNoOthers() {
        plug();
        erase(SECTOR + 0x10);
        assertEquals(READY, slot.read(0));
        readArray();
        assertEquals(0, slot.read(SECTOR - 4));
        assertEquals(0xffff_ffffL, slot.read(SECTOR));
        assertEquals(0xffff_ffffL, slot.read(2 * SECTOR - 4));
        assertEquals(0, slot.read(2 * SECTOR));
    }

    @Test
    void programmingClearsBitsAndSetsNone() {
        plug();
        erase(0);
        program(8, 0xffff_0ff0L);
        program(8, 0x0000_ffffL);
        readArray();
        assertEquals(0x0000_0ff0, slot.read(8));
        assertEquals(0xffff_ffffL, slot.read(12));
    }

    @Test
    void aBufferIsProgrammedWhenItIsConfirmed() {
        plug();
        erase(0);
        slot.write(0x1000, 0xe8);
        assertEquals(READY, slot.read(0x1000));
        slot.write(0x1000, 0x0001_0001);
        slot.write(0x1008, 0x1111_1111);
        slot.write(0x1004, 0x2222_2222);
        slot.write(0x1000, 0x00d0_00d0);
        readArray();
        assertEquals(0xffff_ffffL, slot.read(0x1000));
        assertEquals(0x2222_2222, slot.read(0x1004));
        assertEquals(0x1111_1111, slot.read(0x1008));
    }

    @Test
    void aBufferThatIsNotConfirmedIsDropped() {
        plug();
        erase(0);
        slot.write(0, 0xe8);
        slot.write(0, 0);
        slot.write(0, 0);
        slot.write(0, 0x70);
        assertEquals(0xffff_ffffL, slot.read(0));
        assertEquals(1, slot.guestErrors().size());
    }

    @Test
    void aWriteBesideTheBufferIsAnError() {
        plug();
        slot.write(0, 0xe8);
        slot.write(0, 3);
        slot.write(SECTOR, 0);
        slot.write(0, 0x70);
        assertEquals(0x0090_0090, slot.read(0));
        slot.write(0, 0x50);
        slot.write(0, 0x70);
        assertEquals(READY, slot.read(0));
    }

    @Test
    void anEraseThatIsNotConfirmedDoesNothing() {
        plug();
        slot.write(0, 0x20);
        slot.write(0, 0x42);
        slot.write(0, 0x70);
        assertEquals(0x00b0_00b0, slot.read(0));
        readArray();
        assertEquals(0, slot.read(0));
    }

    @Test
    void locksAreAccepted() {
        plug();
        for (int lock : new int[] {0x01, 0xd0}) {
            slot.write(0, 0x60);
            slot.write(0, lock);
            assertEquals(READY, slot.read(0));
        }
        erase(0);
        readArray();
        assertEquals(0xffff_ffffL, slot.read(0));
    }

    @Test
    void aResetEndsWhateverWasBegun() {
        plug();
        slot.write(0, 0xe8);
        slot.device().reset();
        assertTrue(slot.readsFromMemory(0));
        slot.write(0, 0x70);
        assertEquals(READY, slot.read(0));
    }

    @Test
    void aWideStoreTakesTwoCyclesOfTheBus() {
        plug();
        erase(0);
        slot.write(0, 8, 0x1234_5678_0000_0040L);
        readArray();
        assertEquals(0xffff_ffffL, slot.read(0));
        assertEquals(0x1234_5678, slot.read(4));
    }

    // ---- the drive

    @Test
    void whatIsProgrammedReachesTheDrive() {
        plugWithDrive(drive);
        erase(SECTOR);
        program(SECTOR, 0x1234_5678);
        drive.completeAll();
        assertEquals(0x78, image[SECTOR]);
        assertEquals(-1, image[2 * SECTOR - 1]);
        assertEquals(0, image[SECTOR - 1]);
    }

    @Test
    void noGuestMakesRequestsPileUp() {
        plugWithDrive(drive);
        erase(0);
        for (int i = 0; i < SECTOR; i += 4) {
            program(i, i);
        }
        assertEquals(1, drive.waiting());
        drive.completeAll();
        assertEquals((byte) (SECTOR - 4), image[SECTOR - 4]);
    }

    @Test
    void aDriveThatFailsIsAProgrammingError() {
        plugWithDrive(drive);
        erase(0);
        drive.fail(Status.IO_ERROR);
        assertEquals(0x0090_0090, slot.read(0));
    }

    @Test
    void aReadOnlyDriveIsNotChanged() {
        plugWithDrive(new FakeBlockBackend(image, true));
        program(0, 0);
        assertEquals(0x0090_0090, slot.read(0));
        slot.write(0, 0x50);
        erase(0);
        assertEquals(0x00a0_00a0, slot.read(0));
        readArray();
        assertEquals(0, slot.read(0));
    }

    @Test
    void aSwapKeepsContentsModeAndWhatTheDriveHasNotYet() {
        plugWithDrive(drive);
        erase(0);
        slot.swap();
        assertFalse(slot.readsFromMemory(0));
        drive.completeAll();
        assertEquals(-1, image[0]);
        readArray();
        assertEquals(0xffff_ffffL, slot.read(0));
    }

    @Test
    void aDriveThatIsTooShortIsRefused() {
        var error = assertThrows(IllegalArgumentException.class, () -> plugWithDrive(new FakeBlockBackend(SIZE - 1)));
        assertEquals("device requires 262144 bytes, block backend provides 262143 bytes", error.getMessage());
    }

    static Stream<CfiFlash.Properties> shapesThatCannotBe() {
        return Stream.of(
                new CfiFlash.Properties(Optional.empty(), 4, new DataSize(SECTOR), 3, 1),
                new CfiFlash.Properties(Optional.empty(), 4, new DataSize(SECTOR), 2, 4),
                new CfiFlash.Properties(Optional.empty(), 4, new DataSize(SECTOR + 1), 4, 2),
                new CfiFlash.Properties(Optional.empty(), 65536, new DataSize(1 << 24), 4, 2));
    }

    @ParameterizedTest
    @MethodSource("shapesThatCannotBe")
    void shapesThatCannotBeAreRefused(CfiFlash.Properties properties) {
        assertThrows(IllegalArgumentException.class, () -> slot.plug(new CfiFlash.Type(), properties));
    }

    // ---- any guest

    @Test
    void aGuestThatPokesAtRandomDoesNoHarm() {
        plugWithDrive(drive);
        long[] commands = {0xff, 0x10, 0x20, 0x40, 0x50, 0x60, 0x70, 0x90, 0x98, 0xd0, 0xe8};
        RegisterFuzz.run(
                slot,
                LongStream.of(commands)
                        .flatMap(c -> LongStream.of(c, c << 16 | c))
                        .toArray());

        assertTrue(slot.readsFromMemory(0), "reset has the array read");
    }
}
