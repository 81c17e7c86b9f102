package org.backplane.machine.virt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.backplane.api.DataSize;
import org.backplane.api.command.CommandException;
import org.backplane.api.machine.BootPlan;
import org.backplane.api.machine.BootPlan.Extent;
import org.backplane.api.machine.Machine;
import org.backplane.api.machine.MachineSettings;
import org.backplane.lib.fdt.DeviceTree;
import org.backplane.lib.fdt.Node;
import org.backplane.testkit.FakeBoard;
import org.backplane.testkit.FakeBoard.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VirtTest {
    private static final long RAM = 0x8000_0000L;
    private static final long KERNEL = 0x8020_0000L;
    private static final long ROM = 0x1000;
    private static final long ROM_END = 0x1_0000;
    private static final Shape VIRTIO = new Shape(List.of(0x200L), List.of("irq"), Map.of("compatible", "virtio,mmio"));

    private final VirtType type = new VirtType();

    // ---- the map

    @Test
    void everythingIsWhereQemuHasIt() {
        var board = built(1, "64M");

        assertEquals(
                List.of(
                        "1000+f000",
                        "80000000+4000000",
                        "2000000+4000",
                        "2004000+8000",
                        "c000000+600000",
                        "10000000+8",
                        "101000+24",
                        "100000+1000",
                        "10100000+18",
                        "20000000+2000000",
                        "22000000+2000000"),
                board.regions().stream()
                        .map(region -> "%x+%x".formatted(region.base(), region.size()))
                        .toList());
        assertFalse(board.regions().getFirst().writable());
    }

    @Test
    void memoryIs128MegabytesUnlessTheUserSays() {
        var board = built(settings(1, Optional.empty()), properties(false));

        assertEquals(128 << 20, board.machine().bootLayout().ramSize());
        assertEquals(RAM, board.machine().bootLayout().ramBase());
        assertEquals(KERNEL, board.machine().bootLayout().kernel());
    }

    @Test
    void devicesInterruptByTheirSourcesOfThePlic() {
        var board = built(1, "16M");
        board.device("serial0").drive("irq", true);
        board.device("rtc").drive("alarm", true);

        assertTrue(board.device("plic").input(10).level());
        assertTrue(board.device("plic").input(11).level());
        assertFalse(board.device("plic").input(1).level());
    }

    @Test
    void everyHartHasItsOwnInterruptLines() {
        var board = built(settings(2, Optional.of("16M")), properties(true));
        board.device("mswi").drive("msip1", true);
        board.device("mtimer").drive("mtip1", true);
        board.device("plic").drive("meip1", true);
        board.device("plic").drive("seip1", true);
        board.device("sswi").drive("ssip1", true);

        for (var line : List.of("msip", "mtip", "meip", "seip", "ssip")) {
            assertFalse(board.fakeCpu(0).input(line).level(), line);
            assertTrue(board.fakeCpu(1).input(line).level(), line);
        }
        assertEquals("MS,MS", board.device("plic").properties().get("hart-config"));
        assertEquals(2, board.device("mtimer").properties().get("num-harts"));
    }

    @Test
    void theFirstSerialLineIsTheUsers() {
        var board = prepared(settings(1, Optional.of("16M"))).connect(0, "con");
        type.build(properties(false), board);

        assertEquals(Map.of("chardev", "con"), board.device("serial0").properties());
        assertEquals(Map.of(), built(1, "16M").device("serial0").properties());
    }

    // ---- what cannot be

    @Test
    void numbersOfHartsThatCannotBeAreRefused() {
        refused("cpus", "0", settings(0, Optional.empty()));
        refused("cpus", "1 to 8", settings(9, Optional.empty()));
        refused("cpus", "-1", settings(-1, Optional.empty()));
        type.check(properties(false), settings(8, Optional.empty()));
    }

    @Test
    void sizesOfMemoryThatCannotBeAreRefused() {
        for (var size : List.of("0", "4097", "1E")) {
            refused("memory", "memory size " + DataSize.parse(size), settings(1, Optional.of(size)));
        }
        type.check(properties(false), settings(1, Optional.of("4K")));
    }

    // ---- places

    @Test
    void aDeviceThatTheUserAddsGetsTheHighestFreePlace() {
        var board = built(1, "16M");
        var first = place(board, "disk0");
        var second = place(board, "disk1");
        first.drive("irq", true);

        assertEquals(Optional.of(0x1000_8000L), first.address(0));
        assertEquals(Optional.of(0x1000_7000L), second.address(0));
        assertTrue(board.device("plic").input(8).level());
        assertFalse(board.device("plic").input(7).level());
    }

    @Test
    void aPlaceIsFreeAgainWhenItsDeviceIsGone() {
        var board = built(1, "16M");
        var first = place(board, "disk0");
        place(board, "disk1");
        board.unplug(first);

        assertEquals(Optional.of(0x1000_8000L), place(board, "disk2").address(0));
    }

    @Test
    void theNinthDeviceIsRefused() {
        var board = built(1, "16M");
        IntStream.range(0, 8).forEach(i -> place(board, "disk" + i));

        var refusal = assertThrows(CommandException.class, () -> place(board, "disk8"));
        assertTrue(refusal.message().contains("takes 8"), refusal.message());
    }

    @Test
    void aDeviceThatFitsNoPlaceIsRefused() {
        var board = built(1, "16M").offer("big", new Shape(List.of(0x2000L), List.of(), Map.of()));
        var device = board.device("big0", "big", Map.of()).realize();

        var refusal = assertThrows(CommandException.class, () -> board.machine().place(device));
        assertTrue(refusal.message().contains("no place for a 'big'"), refusal.message());
    }

    // ---- the device tree

    /** From the device trees that QEMU 7.2 makes for one hart and for four; references by path. */
    @Test
    void theDeviceTreeSaysWhatQemuSays() {
        var tree = tree(start(built(4, "64M"), plan(Optional.of(KERNEL), List.of())));

        has(tree, "/", "compatible", "riscv-virtio");
        has(tree, "/", "model", "riscv-virtio,qemu");
        has(tree, "/fw-cfg@10100000", "reg", "0 10100000 0 18");
        has(tree, "/fw-cfg@10100000", "compatible", "qemu,fw-cfg-mmio");
        has(tree, "/flash@20000000", "reg", "0 20000000 0 2000000 0 22000000 0 2000000");
        has(tree, "/flash@20000000", "compatible", "cfi-flash");
        has(tree, "/flash@20000000", "bank-width", "4");
        has(tree, "/memory@80000000", "reg", "0 80000000 0 4000000");
        has(tree, "/memory@80000000", "device_type", "memory");
        has(tree, "/cpus", "timebase-frequency", "989680");
        has(tree, "/cpus/cpu@3", "reg", "3");
        has(tree, "/cpus/cpu@3", "device_type", "cpu");
        has(tree, "/cpus/cpu@3", "compatible", "riscv");
        has(tree, "/cpus/cpu@3/interrupt-controller", "compatible", "riscv,cpu-intc");
        has(tree, "/cpus/cpu@3/interrupt-controller", "#interrupt-cells", "1");
        has(tree, "/cpus/cpu-map/cluster0/core3", "cpu", reference(tree, "/cpus/cpu@3"));
        has(tree, "/soc", "compatible", "simple-bus");
        has(tree, "/soc/rtc@101000", "interrupts", "b");
        has(tree, "/soc/rtc@101000", "reg", "0 101000 0 1000");
        has(tree, "/soc/rtc@101000", "compatible", "google,goldfish-rtc");
        has(tree, "/soc/serial@10000000", "interrupts", "a");
        has(tree, "/soc/serial@10000000", "interrupt-parent", reference(tree, "/soc/plic@c000000"));
        has(tree, "/soc/serial@10000000", "reg", "0 10000000 0 100");
        has(tree, "/soc/serial@10000000", "clock-frequency", "384000");
        has(tree, "/soc/serial@10000000", "compatible", "ns16550a");
        has(tree, "/soc/test@100000", "reg", "0 100000 0 1000");
        has(tree, "/soc/test@100000", "compatible", "sifive,test1 sifive,test0 syscon");
        has(tree, "/soc/plic@c000000", "riscv,ndev", "60");
        has(tree, "/soc/plic@c000000", "reg", "0 c000000 0 600000");
        has(tree, "/soc/plic@c000000", "interrupts-extended", lines(tree, "b", "9"));
        has(tree, "/soc/plic@c000000", "#interrupt-cells", "1");
        has(tree, "/soc/clint@2000000", "interrupts-extended", lines(tree, "3", "7"));
        has(tree, "/soc/clint@2000000", "reg", "0 2000000 0 10000");
        has(tree, "/soc/clint@2000000", "compatible", "sifive,clint0 riscv,clint0");
        has(tree, "/poweroff", "compatible", "syscon-poweroff");
        has(tree, "/poweroff", "regmap", reference(tree, "/soc/test@100000"));
        has(tree, "/poweroff", "value", "5555");
        has(tree, "/reboot", "compatible", "syscon-reboot");
        has(tree, "/reboot", "value", "7777");
        has(tree, "/chosen", "stdout-path", "/soc/serial@10000000");
    }

    @Test
    void withAclintTheDeviceTreeHasItsThreeDevices() {
        var board = built(settings(4, Optional.of("64M")), properties(true));
        var tree = tree(start(board, plan(Optional.of(KERNEL), List.of())));

        has(tree, "/soc/mswi@2000000", "reg", "0 2000000 0 4000");
        has(tree, "/soc/mswi@2000000", "interrupts-extended", lines(tree, "3"));
        has(tree, "/soc/mtimer@200bff8", "reg", "0 200bff8 0 8 0 2004000 0 7ff8");
        has(tree, "/soc/mtimer@200bff8", "interrupts-extended", lines(tree, "7"));
        has(tree, "/soc/sswi@2f00000", "compatible", "riscv,aclint-sswi");
        has(tree, "/soc/sswi@2f00000", "interrupts-extended", lines(tree, "1"));
        assertEquals(Optional.empty(), tree.find("/soc/clint@2000000"));
    }

    @Test
    void aHartSaysItselfWhatItIs() {
        var board = built(1, "16M");
        board.fakeCpu(0).deviceTree(Map.of("riscv,isa", "rv64gc", "mmu-type", "riscv,sv57"));
        var tree = tree(start(board, plan(Optional.empty(), List.of())));

        has(tree, "/cpus/cpu@0", "riscv,isa", "rv64gc");
        has(tree, "/cpus/cpu@0", "mmu-type", "riscv,sv57");
    }

    @Test
    void addedDevicesAreInTheTreeInTheOrderOfTheirComing() {
        var board = built(1, "16M");
        place(board, "disk0");
        place(board, "disk1");
        var tree = tree(start(board, plan(Optional.empty(), List.of())));

        has(tree, "/soc/virtio_mmio@10008000", "interrupts", "8");
        has(tree, "/soc/virtio_mmio@10008000", "reg", "0 10008000 0 1000");
        assertEquals(
                List.of("virtio_mmio@10008000", "virtio_mmio@10007000"),
                tree.find("/soc").orElseThrow().children().stream()
                        .map(Node::name)
                        .filter(name -> name.startsWith("virtio"))
                        .toList());
    }

    @Test
    void theKernelIsToldItsCommandLineAndDiskAndANewSeedEachTime() {
        var board = built(1, "64M");
        var plan = new BootPlan(
                Optional.empty(),
                KERNEL,
                Optional.of(KERNEL),
                Optional.of(new Extent(0x8200_0000L, 0x8200_1234L)),
                "console=ttyS0 quiet",
                Optional.empty(),
                List.of());
        var first = tree(start(board, plan)).find("/chosen").orElseThrow();
        board.reset();
        var second = tree(board).find("/chosen").orElseThrow();

        assertEquals(List.of("console=ttyS0 quiet"), first.strings("bootargs"));
        assertEquals(List.of(0, 0x8200_0000), first.cells("linux,initrd-start"));
        assertEquals(List.of(0, 0x8200_1234), first.cells("linux,initrd-end"));
        assertEquals(8, first.cells("rng-seed").size());
        assertNotEquals(first.cells("rng-seed"), second.cells("rng-seed"));
    }

    @Test
    void aUsersDeviceTreeTakesThePlaceOfTheMachines() {
        var own = new DeviceTree();
        own.root().string("model", "mine").child("chosen").string("bootargs", "mine");
        var board = start(
                built(1, "16M"),
                new BootPlan(
                        Optional.empty(),
                        KERNEL,
                        Optional.of(KERNEL),
                        Optional.empty(),
                        "theirs",
                        Optional.of(own.flatten()),
                        List.of()));
        var tree = tree(board);

        has(tree, "/", "model", "mine");
        has(tree, "/chosen", "bootargs", "theirs");
        assertEquals(Optional.empty(), tree.find("/soc"));
    }

    @Test
    void theDeviceTreeCompilerHasNothingToSay(@TempDir Path directory) throws IOException, InterruptedException {
        for (boolean aclint : new boolean[] {false, true}) {
            var board = built(settings(2, Optional.of("16M")), properties(aclint));
            place(board, "disk0");
            var dtb = Files.write(
                    directory.resolve("virt.dtb"),
                    tree(start(board, plan(Optional.empty(), List.of()))).flatten());
            assertEquals("", compile(dtb));
        }
    }

    private static String compile(Path dtb) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder("dtc", "-I", "dtb", "-O", "dtb", "-o", "/dev/null", dtb.toString())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "dtc is not installed; Debian has it in device-tree-compiler");
            throw e;
        }
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said;
    }

    // ---- where the device tree goes

    @Test
    void theDeviceTreeIsAlignedNearTheEndOfMemory() {
        assertEquals(0x83e0_0000L, treeAddress(start(built(1, "64M"), plan(Optional.empty(), List.of()))));
        assertEquals(0x80e0_0000L, treeAddress(start(built(1, "16M"), plan(Optional.empty(), List.of()))));
    }

    @Test
    void theDeviceTreeGoesBelowWhatIsInItsPlace() {
        var loaded = List.of(new Extent(RAM, RAM + 0x1000), new Extent(0x80e0_0000L, 0x8100_0000L));

        assertEquals(0x80c0_0000L, treeAddress(start(built(1, "16M"), plan(Optional.empty(), loaded))));
    }

    @Test
    void inLittleMemoryTheDeviceTreeIsAlignedLess() {
        var loaded = List.of(new Extent(RAM, RAM + 0x1000));

        assertEquals(RAM + 0xf_f000, treeAddress(start(built(1, "1M"), plan(Optional.empty(), loaded))));
    }

    @Test
    void aDeviceTreeWithoutRoomIsAnError() {
        var board = built(1, "16M");
        var full = plan(Optional.empty(), List.of(new Extent(RAM, RAM + (16 << 20))));

        var refusal = assertThrows(CommandException.class, () -> start(board, full));
        assertEquals(List.of("memory"), refusal.path());
        assertTrue(refusal.message().contains("no room for a device tree"), refusal.message());
    }

    // ---- the start

    @Test
    void hartsStartAtCodeThatCallsTheEntry() {
        var board = start(built(2, "16M"), plan(Optional.of(KERNEL), List.of()));

        assertEquals(ROM, board.fakeCpu(0).register("pc"));
        assertEquals(ROM, board.fakeCpu(1).register("pc"));
        var harts = new Simple(board);
        harts.run();
        assertEquals(RAM, harts.pc);
        assertEquals(7, harts.x[10]);
        assertEquals(treeAddress(board), harts.x[11]);
        assertEquals(List.of(0x4942534fL, 2L, KERNEL, 1L, 0L, 0L), longs(board.bytes(harts.x[12], 48)));
    }

    @Test
    void withoutAKernelFirmwareIsToldOfNone() {
        var board = start(built(1, "16M"), plan(Optional.empty(), List.of()));
        var hart = new Simple(board);
        hart.run();

        assertEquals(0, longs(board.bytes(hart.x[12], 48)).get(2));
    }

    @Test
    void flashThatIsFilledIsWhereTheMachineStarts() {
        var board =
                start(built(settings(1, Optional.of("16M")), flash(0, "code")), plan(Optional.of(KERNEL), List.of()));
        var hart = new Simple(board);
        hart.run();

        assertEquals(0x2000_0000L, hart.pc);
        assertEquals(KERNEL, longs(board.bytes(hart.x[12], 48)).get(2));
        assertEquals(Map.of("drive", "code"), board.device("pflash0").properties());
        assertEquals(Map.of(), board.device("pflash1").properties());
    }

    @Test
    void theSecondBankIsWhatFirmwareStarts() {
        var board =
                start(built(settings(1, Optional.of("16M")), flash(1, "payload")), plan(Optional.empty(), List.of()));
        var hart = new Simple(board);
        hart.run();

        assertEquals(RAM, hart.pc);
        assertEquals(0x2200_0000L, longs(board.bytes(hart.x[12], 48)).get(2));
    }

    @Test
    void theSecondBankAndAKernelAreTooMuch() {
        var settings = new MachineSettings(
                "virt",
                Optional.empty(),
                1,
                Optional.empty(),
                Optional.empty(),
                Optional.of("Image"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of());
        var refusal = assertThrows(CommandException.class, () -> type.check(flash(1, "payload"), settings));
        assertEquals(List.of("pflash1"), refusal.path());
        type.check(flash(0, "code"), settings);
    }

    @Test
    void builtInFirmwareLeavesTheStartToFlash() {
        var started = new ArrayList<String>();
        start(
                built(settings(1, Optional.of("16M")), flash(0, "code")),
                new BootPlan(
                        Optional.of((_, _, _) -> started.add("sbi")),
                        KERNEL,
                        Optional.of(KERNEL),
                        Optional.empty(),
                        "",
                        Optional.empty(),
                        List.of()));

        assertEquals(List.of(), started);
    }

    @Test
    void firmwareIsToldTheNumberOfHarts() {
        assertEquals(3, built(3, "16M").device("fw-cfg").properties().get("nb-cpus"));
    }

    @Test
    void builtInFirmwareStartsTheKernel() {
        var started = new ArrayList<String>();
        var board = built(1, "16M");
        start(
                board,
                new BootPlan(
                        Optional.of((on, kernel, deviceTree) ->
                                started.add("%b %x %x".formatted(on == board, kernel, deviceTree))),
                        KERNEL,
                        Optional.of(KERNEL),
                        Optional.empty(),
                        "",
                        Optional.empty(),
                        List.of()));

        assertEquals(List.of("true 80200000 80e00000"), started);
    }

    /** Executes the few instructions that reset code is made of, as hart 7 would. */
    private static final class Simple {
        final long[] x = new long[32];
        final FakeBoard board;
        long pc = ROM;

        Simple(FakeBoard board) {
            this.board = board;
        }

        void run() {
            for (int i = 0; i < 16 && pc < ROM_END; i++) {
                step(little(board.bytes(pc, 4)).getInt());
            }
        }

        private void step(int code) {
            int rd = code >> 7 & 31;
            int rs1 = code >> 15 & 31;
            int immediate = code >> 20;
            long next = pc + 4;
            switch (code & 0x7f) {
                case 0x17 -> x[rd] = pc + (code & 0xfffff000);
                case 0x13 -> x[rd] = x[rs1] + immediate;
                case 0x03 -> x[rd] = little(board.bytes(x[rs1] + immediate, 8)).getLong();
                case 0x73 -> x[rd] = 7;
                case 0x67 -> next = x[rs1] + immediate;
                default -> throw new AssertionError("instruction %08x".formatted(code));
            }
            pc = next;
        }
    }

    // ---- how the tests speak

    private static MachineSettings settings(int harts, Optional<String> memory) {
        return new MachineSettings(
                "virt",
                memory.map(DataSize::parse),
                harts,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of());
    }

    /** A board with the device types that the machine names, as they look from outside. */
    private static FakeBoard prepared(MachineSettings settings) {
        var harts = IntStream.range(0, settings.cpus()).boxed().toList();
        return new FakeBoard(settings)
                .offer(
                        "serial-mm",
                        new Shape(
                                List.of(8L),
                                List.of("irq"),
                                Map.of("compatible", "ns16550a", "clock-frequency", 3_686_400)))
                .offer(
                        "goldfish_rtc",
                        new Shape(List.of(0x24L), List.of("alarm"), Map.of("compatible", "google,goldfish-rtc")))
                .offer(
                        "riscv.sifive.test",
                        new Shape(
                                List.of(0x1000L),
                                List.of(),
                                Map.of("compatible", List.of("sifive,test1", "sifive,test0", "syscon"))))
                .offer(
                        "fw_cfg_mem",
                        new Shape(
                                List.of(0x18L),
                                List.of(),
                                Map.of("compatible", "qemu,fw-cfg-mmio", "dma-coherent", true)))
                .offer("cfi.pflash01", new Shape(List.of(0x200_0000L), List.of(), Map.of()))
                .offer("riscv.aclint.swi", new Shape(List.of(0x4000L), lines(harts, "msip", "ssip"), Map.of()))
                .offer("riscv.aclint.mtimer", new Shape(List.of(0x8000L), lines(harts, "mtip"), Map.of()))
                .offer(
                        "riscv.sifive.plic",
                        new Shape(
                                List.of(0x60_0000L),
                                lines(harts, "meip", "seip"),
                                Map.of(
                                        "compatible",
                                        List.of("sifive,plic-1.0.0", "riscv,plic0"),
                                        "interrupt-controller",
                                        true,
                                        "#interrupt-cells",
                                        1,
                                        "#address-cells",
                                        0,
                                        "riscv,ndev",
                                        96)))
                .offer("virtio-mmio", VIRTIO);
    }

    private static List<String> lines(List<Integer> harts, String... names) {
        return harts.stream()
                .flatMap(hart -> Arrays.stream(names).map(name -> name + hart))
                .toList();
    }

    private static VirtType.Properties properties(boolean aclint) {
        return new VirtType.Properties(aclint, Optional.empty(), Optional.empty());
    }

    /** With one bank of flash filled. */
    private static VirtType.Properties flash(int bank, String node) {
        var filled = Optional.of(node);
        return new VirtType.Properties(
                false, bank == 0 ? filled : Optional.empty(), bank == 1 ? filled : Optional.empty());
    }

    private FakeBoard built(int harts, String memory) {
        return built(settings(harts, Optional.of(memory)), properties(false));
    }

    private FakeBoard built(MachineSettings settings, VirtType.Properties properties) {
        var board = prepared(settings);
        type.check(properties, settings);
        Machine machine = type.build(properties, board);
        board.machine(machine);
        return board;
    }

    private static FakeBoard.FakeBoardDevice place(FakeBoard board, String id) {
        var device = board.device(id, "virtio-mmio", Map.of()).realize();
        board.machine().place(device);
        return device;
    }

    private static BootPlan plan(Optional<Long> kernel, List<Extent> loaded) {
        return new BootPlan(Optional.empty(), RAM, kernel, Optional.empty(), "", Optional.empty(), loaded);
    }

    private static FakeBoard start(FakeBoard board, BootPlan plan) {
        board.bootPlan(plan);
        board.reset();
        return board;
    }

    private static long treeAddress(FakeBoard board) {
        return longs(board.bytes(ROM, 40)).getLast();
    }

    private static DeviceTree tree(FakeBoard board) {
        long address = treeAddress(board);
        int size = ByteBuffer.wrap(board.bytes(address + 4, 4)).getInt();
        return DeviceTree.read(board.bytes(address, size));
    }

    private static List<Long> longs(byte[] bytes) {
        var longs = new ArrayList<Long>();
        for (var rest = little(bytes); rest.hasRemaining(); ) {
            longs.add(rest.getLong());
        }
        return longs;
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static String reference(DeviceTree tree, String path) {
        return Integer.toHexString(tree.find(path).orElseThrow().phandle());
    }

    /** For each of four harts the interrupts of its controller. */
    private static String lines(DeviceTree tree, String... interrupts) {
        return IntStream.range(0, 4)
                .mapToObj(hart -> reference(tree, "/cpus/cpu@%d/interrupt-controller".formatted(hart)))
                .flatMap(controller -> Arrays.stream(interrupts).map(interrupt -> controller + " " + interrupt))
                .collect(Collectors.joining(" "));
    }

    private static void has(DeviceTree tree, String path, String property, String expected) {
        var node = tree.find(path).orElseThrow(() -> new AssertionError("there is no node " + path));
        var strings = String.join(" ", node.strings(property));
        var cells = node.cells(property).stream().map(Integer::toHexString).collect(Collectors.joining(" "));
        assertTrue(
                expected.equals(strings) || expected.equals(cells),
                () -> "%s of %s is %s"
                        .formatted(property, path, node.bytes(property).map(HexFormat.of()::formatHex)));
    }

    private void refused(String setting, String words, MachineSettings settings) {
        var refusal = assertThrows(CommandException.class, () -> type.check(properties(false), settings));
        assertEquals(List.of(setting), refusal.path());
        assertTrue(refusal.message().contains(words), refusal.message());
    }
}
