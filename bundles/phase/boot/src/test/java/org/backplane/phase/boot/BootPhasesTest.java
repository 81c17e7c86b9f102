package org.backplane.phase.boot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.backplane.api.command.CommandException;
import org.backplane.api.firmware.Firmware;
import org.backplane.api.machine.BoardDevice;
import org.backplane.api.machine.BootLayout;
import org.backplane.api.machine.BootPlan;
import org.backplane.api.machine.BootPlan.Extent;
import org.backplane.api.machine.Machine;
import org.backplane.api.machine.MachineSettings;
import org.backplane.lib.fdt.DeviceTree;
import org.backplane.testkit.FakeBoard;
import org.backplane.testkit.FakeTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BootPhasesTest {
    private static final long RAM = 0x8000_0000L;
    private static final long RAM_SIZE = 16 << 20;
    private static final long KERNEL = 0x8020_0000L;
    private static final int RISCV = 243;
    private static final Firmware SBI = (board, kernel, deviceTree) -> {};

    @TempDir
    @SuppressWarnings("NullAway.Init") // by JUnit
    Path directory;

    private final Map<String, String> settings = new HashMap<>();
    private final FakeTypes types = new FakeTypes().with(Firmware.class, "sbi", SBI);

    // ---- kernels

    @Test
    void aKernelIsStartedByTheBuiltInFirmware() throws IOException {
        give("kernel", image(100, 0x20_0000, 0x1000));
        var board = loaded();
        var plan = board.bootPlan().orElseThrow();

        assertEquals(Optional.of(SBI), plan.firmware());
        assertEquals(Optional.of(KERNEL), plan.kernel());
        assertEquals(KERNEL, plan.entry());
        assertEquals(List.of(new Extent(KERNEL, KERNEL + 0x1000)), plan.loaded());
        assertEquals(KERNEL, board.image("kernel").address());
        assertArrayEquals(image(100, 0x20_0000, 0x1000), board.image("kernel").bytes());
    }

    @Test
    void aKernelAloneGoesWhereItsHeaderSays() throws IOException {
        set("firmware", "none");
        give("kernel", image(100, 0x40_0000, 0));

        assertEquals(RAM + 0x40_0000, plan().entry());
        assertEquals(Optional.empty(), plan().firmware());
        give("kernel", image(100, 0, 0));
        assertEquals(RAM, plan().entry());
    }

    @Test
    void aPackedKernelIsUnpacked() throws IOException {
        give("kernel", gzip(image(100, 0x20_0000, 0)));

        assertArrayEquals(image(100, 0x20_0000, 0), loaded().image("kernel").bytes());
    }

    @Test
    void anElfKernelGoesWhereItsSegmentsSay() throws IOException {
        give("kernel", elf(RISCV, RAM + 0x1000, RAM + 0x1000, RAM + 0x1000, new byte[] {1, 2, 3, 4}, 6));
        var board = loaded();
        var plan = board.bootPlan().orElseThrow();

        assertEquals(List.of(new Extent(RAM + 0x1000, RAM + 0x1006)), plan.loaded());
        assertArrayEquals(new byte[] {1, 2, 3, 4, 0, 0}, board.image("kernel.0").bytes());
    }

    @Test
    void theEntryOfAnElfIsAPhysicalAddress() throws IOException {
        give("kernel", elf(RISCV, 0xffff_0004L, 0xffff_0000L, RAM + 0x1000, new byte[16], 16));

        assertEquals(Optional.of(RAM + 0x1004), plan().kernel());
    }

    @Test
    void whatIsNoKernelIsRefusedWithWhatWasExpected() throws IOException {
        var expected = "expected a RISC-V Image, a gzip'd Image or an ELF file";
        give(
                "kernel",
                "just some text, long enough to be read as a header of anything at all."
                        .getBytes(StandardCharsets.US_ASCII));
        refused("kernel", expected);
        give("kernel", new byte[] {1});
        refused("kernel", expected);
        give("kernel", gzip(new byte[1000]));
        refused("kernel", expected);
    }

    @Test
    void aDamagedKernelIsRefused() throws IOException {
        var packed = gzip(image(5000, 0x20_0000, 0));
        give("kernel", Arrays.copyOf(packed, packed.length / 2));
        refused("kernel", "it is damaged");
        var elf = elf(RISCV, RAM, RAM, RAM, new byte[100], 100);
        give("kernel", Arrays.copyOf(elf, 150));
        refused("kernel", "a segment is not inside it");
        give("kernel", Arrays.copyOf(elf, 100));
        refused("kernel", "program headers are not inside it");
        give("kernel", Arrays.copyOf(elf, 20));
        refused("kernel", "shorter than the header");
        give("kernel", image(100, 0x20_0000, -1));
        refused("kernel", "more memory than there can be");
    }

    @Test
    void anElfForAnotherMachineIsRefused() throws IOException {
        give("kernel", elf(62, RAM, RAM, RAM, new byte[4], 4));
        refused("kernel", "it is an ELF file for x86-64; this machine executes those for RISC-V");
        var narrow = elf(RISCV, RAM, RAM, RAM, new byte[4], 4);
        narrow[4] = 1;
        give("kernel", narrow);
        refused("kernel", "expected an ELF file of 64 bits");
    }

    @Test
    void aKernelThatDoesNotFitIsRefused() throws IOException {
        give("kernel", image(100, 0x20_0000, RAM_SIZE));
        refused("kernel", "it does not fit");
        var tooLong = new byte[(int) RAM_SIZE + 1];
        System.arraycopy(image(100, 0, 0), 0, tooLong, 0, 100);
        give("kernel", tooLong);
        refused("kernel", "it does not fit into 16M of memory");
        give("kernel", elf(RISCV, 0, 0, 0x1000, new byte[4], 4));
        refused("kernel", "it does not fit: it needs 4 bytes at 0x1000");
        give("kernel", elf(RISCV, RAM, RAM, RAM, new byte[4], 1L << 60));
        refused("kernel", "it does not fit");
    }

    @Test
    void aSmallFileThatUnpacksWithoutEndIsRefused() throws IOException {
        give("kernel", gzip(new byte[(int) RAM_SIZE + 1]));

        refused("kernel", "unpacked it does not fit");
    }

    // ---- files

    @Test
    void filesThatCannotBeReadAreNamedWhenTheMachineIsCreated() throws IOException {
        set("kernel", directory.resolve("absent").toString());
        refusedAtOnce("kernel", "absent': no such file");
        set("kernel", directory.toString());
        refusedAtOnce("kernel", "it is a directory");
        set("kernel", "/dev/null");
        refusedAtOnce("kernel", "it is not a regular file");
        set("kernel", "a\0b");
        refusedAtOnce("kernel", "no file can have such a name");
        give("kernel", new byte[0]);
        refusedAtOnce("kernel", "it is empty");
        give("kernel", new byte[100]);
        refusedAtOnce("kernel", "expected a RISC-V Image");
        give("kernel", image(100, 0, 0));
        set("initrd", "/absent");
        refusedAtOnce("initrd", "Could not load initrd '/absent': no such file");
    }

    @Test
    void whatIsForAKernelNeedsOne() throws IOException {
        set("cmdline", "quiet");
        refusedAtOnce("cmdline", "is for a kernel");
        settings.clear();
        give("initrd", new byte[1]);
        refusedAtOnce("initrd", "is for a kernel");
    }

    @Test
    void soundSettingsPassTheFirstLook() throws IOException {
        give("kernel", gzip(image(100, 0x20_0000, 0)));
        give("initrd", new byte[10]);
        give("dtb", new DeviceTree().flatten());
        set("cmdline", "quiet");
        new CheckBootFiles(types).enter(board());
    }

    // ---- the initial RAM disk

    @Test
    void theInitialRamDiskLiesHalfOfMemoryBehindTheKernel() throws IOException {
        give("kernel", image(100, 0x20_0000, 0));
        give("initrd", new byte[5000]);
        long start = KERNEL + RAM_SIZE / 2;

        assertEquals(Optional.of(new Extent(start, start + 5000)), plan().initrd());
        assertEquals(2, plan().loaded().size());
    }

    @Test
    void aLargeKernelOrInitialRamDiskIsMadeRoomFor() throws IOException {
        give("kernel", image(100, 0x20_0000, 9 << 20));
        give("initrd", new byte[5000]);
        assertEquals(KERNEL + (9 << 20), plan().initrd().orElseThrow().start());

        give("kernel", image(0x1001, 0x20_0000, 0));
        give("initrd", new byte[12 << 20]);
        assertEquals(KERNEL + 0x2000, plan().initrd().orElseThrow().start());

        give("initrd", new byte[15 << 20]);
        refused("initrd", "it does not fit");
    }

    // ---- firmware

    @Test
    void firmwareFromAFileStartsAtItsEntryWithTheKernelBehind() throws IOException {
        give("kernel", image(100, 0x20_0000, 0));
        give("firmware", new byte[3 << 20]);
        assertEquals(RAM, plan().entry());
        assertEquals(Optional.of(RAM + (4 << 20)), plan().kernel());

        give("firmware", elf(RISCV, RAM + 0x40, RAM, RAM, new byte[0x100], 0x200));
        assertEquals(RAM + 0x40, plan().entry());
        assertEquals(Optional.of(KERNEL), plan().kernel());
        assertEquals(Optional.empty(), plan().firmware());
    }

    @Test
    void whatFirmwareFromAFileStartsMayHaveNoFormat() throws IOException {
        give("firmware", new byte[0x1000]);
        give("kernel", new byte[] {1, 2, 3});
        var board = loaded();

        assertEquals(KERNEL, board.image("kernel").address());
        assertArrayEquals(new byte[] {1, 2, 3}, board.image("kernel").bytes());
    }

    @Test
    void firmwareNeedsNoKernel() throws IOException {
        give("firmware", new byte[] {1, 2, 3});
        var board = loaded();

        assertEquals(RAM, board.bootPlan().orElseThrow().entry());
        assertEquals(Optional.empty(), board.bootPlan().orElseThrow().kernel());
        assertArrayEquals(new byte[] {1, 2, 3}, board.image("firmware").bytes());
    }

    @Test
    void withNothingAtAllExecutionStartsInEmptyMemory() throws IOException {
        assertEquals(RAM, plan().entry());
        assertEquals(List.of(), plan().loaded());
    }

    @Test
    void firmwareThatIsNeitherFileNorBuiltInIsRefused() throws IOException {
        set("firmware", "/absent");
        refusedAtOnce("firmware", "no such file, and no built-in firmware of that name; there is sbi");
        set("firmware", "sbi");
        refusedAtOnce("firmware", "starts a kernel, and there is none");
    }

    @Test
    void aKernelThatOverlapsItsFirmwareIsRefused() throws IOException {
        give("firmware", new byte[0x1000]);
        give("kernel", elf(RISCV, RAM, RAM, RAM + 0x800, new byte[4], 4));

        refused("kernel", "0x80000000 to 0x80001000 are taken");
    }

    // ---- the rest

    @Test
    void aUsersDeviceTreeIsCheckedWhole() throws IOException {
        var tree = new DeviceTree();
        tree.root().string("model", "mine");
        give("dtb", tree.flatten());
        assertArrayEquals(tree.flatten(), plan().deviceTree().orElseThrow());

        give("dtb", new byte[100]);
        refusedAtOnce("dtb", "not a flattened device tree");
    }

    @Test
    void whatWasLoadedIsTakenBack() throws IOException {
        give("kernel", image(100, 0x20_0000, 0));
        var board = loaded();
        new LoadBootFiles(types).undo(board);

        assertEquals(Map.of(), board.images());
        assertEquals(Optional.empty(), board.bootPlan());
    }

    // ---- how the tests speak

    private void set(String setting, String value) {
        settings.put(setting, value);
    }

    private void give(String setting, byte[] contents) throws IOException {
        set(setting, Files.write(directory.resolve(setting), contents).toString());
    }

    private FakeBoard board() {
        var board = new FakeBoard(new MachineSettings(
                "toy",
                Optional.empty(),
                1,
                Optional.empty(),
                Optional.ofNullable(settings.get("firmware")),
                Optional.ofNullable(settings.get("kernel")),
                Optional.ofNullable(settings.get("initrd")),
                Optional.ofNullable(settings.get("cmdline")),
                Optional.ofNullable(settings.get("dtb")),
                Map.of()));
        board.machine(new Toy());
        return board;
    }

    private FakeBoard loaded() {
        var board = board();
        new LoadBootFiles(types).enter(board);
        return board;
    }

    private BootPlan plan() {
        return loaded().bootPlan().orElseThrow();
    }

    private void refused(String setting, String words) {
        var board = board();
        refused(setting, words, assertThrows(CommandException.class, () -> new LoadBootFiles(types).enter(board)));
        assertEquals(Map.of(), board.images());
    }

    private void refusedAtOnce(String setting, String words) {
        refused(setting, words, assertThrows(CommandException.class, () -> new CheckBootFiles(types).enter(board())));
    }

    private static void refused(String setting, String words, CommandException refusal) {
        assertEquals(List.of(setting), refusal.path());
        assertTrue(refusal.message().contains(words), refusal.message());
        assertTrue(refusal.message().contains(setting), refusal.message());
    }

    private static byte[] image(int length, long textOffset, long size) {
        var image = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        image.putLong(8, textOffset).putLong(16, size).putInt(56, 0x05435352);
        return image.array();
    }

    private static byte[] elf(int machine, long entry, long virtual, long physical, byte[] contents, long size) {
        var elf = ByteBuffer.allocate(120 + contents.length).order(ByteOrder.LITTLE_ENDIAN);
        elf.putInt(0x464c457f).put((byte) 2).put((byte) 1);
        elf.putShort(16, (short) 2)
                .putShort(18, (short) machine)
                .putLong(24, entry)
                .putLong(32, 64);
        elf.putShort(54, (short) 56).putShort(56, (short) 1);
        elf.putInt(64, 1).putLong(72, 120).putLong(80, virtual).putLong(88, physical);
        elf.putLong(96, contents.length).putLong(104, size);
        elf.put(120, contents);
        return elf.array();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    /** A machine of memory alone. */
    private static final class Toy implements Machine {
        @Override
        public void place(BoardDevice device) {}

        @Override
        public BootLayout bootLayout() {
            return new BootLayout(RAM, RAM_SIZE, KERNEL, RISCV);
        }

        @Override
        public void boot(BootPlan plan) {}
    }
}
