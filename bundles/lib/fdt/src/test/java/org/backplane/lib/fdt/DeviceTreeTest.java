package org.backplane.lib.fdt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeviceTreeTest {
    private static final int TOTAL_SIZE = 4;
    private static final int STRUCTURE_OFFSET = 8;
    private static final int STRINGS_OFFSET = 12;
    private static final int RESERVATIONS_OFFSET = 16;
    private static final int VERSION = 20;
    private static final int STRINGS_SIZE = 32;
    private static final int STRUCTURE_SIZE = 36;

    private static DeviceTree sample() {
        var tree = new DeviceTree().reserve(0x8000_0000L, 0x1_0000L);
        tree.root()
                .cells("#address-cells", 2)
                .cells("#size-cells", 2)
                .string("model", "sample")
                .strings("compatible", List.of("one,board", "two,board"));
        var soc = tree.root().child("soc").cells("#address-cells", 2).cells("#size-cells", 2);
        soc.string("compatible", "simple-bus").flag("ranges");
        var plic = soc.child("plic", 0xc00_0000)
                .cells64("reg", 0xc00_0000, 0x60_0000)
                .flag("interrupt-controller")
                .cells("#address-cells", 0)
                .cells("#interrupt-cells", 1);
        soc.child("serial", 0x1000_0000)
                .cells("interrupts", 10)
                .cells("interrupt-parent", plic.phandle())
                .cells64("reg", 0x1000_0000, 0x100);
        return tree;
    }

    @Test
    void aTreeReadsBackAsItWasBuilt() {
        var read = DeviceTree.read(sample().flatten());

        assertEquals(List.of(new DeviceTree.Reservation(0x8000_0000L, 0x1_0000L)), read.reservations());
        assertEquals(List.of("one,board", "two,board"), read.root().strings("compatible"));
        var soc = read.find("/soc").orElseThrow();
        assertTrue(soc.has("ranges"));
        assertEquals(List.of(), soc.cells("ranges"));
        assertEquals(
                List.of("plic@c000000", "serial@10000000"),
                soc.children().stream().map(Node::name).toList());
        var serial = read.find("/soc/serial@10000000").orElseThrow();
        assertEquals(List.of(0, 0x1000_0000, 0, 0x100), serial.cells("reg"));
        assertEquals(
                read.find("/soc/plic@c000000").orElseThrow().phandle(),
                serial.cells("interrupt-parent").getFirst());
    }

    @Test
    void readingAndFlatteningChangesNothing() {
        var flattened = sample().bootCpu(3).flatten();

        assertArrayEquals(flattened, DeviceTree.read(flattened).flatten());
        assertEquals(3, DeviceTree.read(flattened).bootCpu());
    }

    @Test
    void aTreeThatWasReadTakesMore() {
        var read = DeviceTree.read(sample().flatten());
        read.root().child("chosen").string("bootargs", "console=ttyS0");
        read.root().string("model", "changed").remove("compatible");

        var again = DeviceTree.read(read.flatten());
        assertEquals(
                List.of("console=ttyS0"), again.find("/chosen").orElseThrow().strings("bootargs"));
        assertEquals(List.of("changed"), again.root().strings("model"));
        assertFalse(again.root().has("compatible"));
    }

    @Test
    void aNewPhandleDiffersFromThoseThatWereRead() {
        var tree = sample();
        tree.find("/soc/plic@c000000").orElseThrow().cells(Node.PHANDLE, 41);
        var read = DeviceTree.read(tree.flatten());

        assertEquals(42, read.root().child("new").phandle());
        assertEquals(42, read.root().child("new").phandle());
    }

    @Test
    void valuesOfAnotherShapeReadAsNone() {
        var node = new DeviceTree().root().bytes("odd", new byte[] {1, 2, 3});

        assertEquals(List.of(), node.cells("odd"));
        assertEquals(List.of(), node.strings("odd"));
        assertEquals(List.of(), node.strings("absent"));
        assertEquals(Optional.empty(), node.bytes("absent"));
    }

    @Test
    void whatWouldNotReadBackIsRefused() {
        var root = new DeviceTree().root();

        assertThrows(IllegalArgumentException.class, () -> root.child("a/b"));
        assertThrows(IllegalArgumentException.class, () -> root.child(""));
        assertThrows(IllegalArgumentException.class, () -> root.flag("a b"));
        assertThrows(IllegalArgumentException.class, () -> root.string("bootargs", "one\0two"));
    }

    @Test
    void anUnsoundHeaderIsRefused() {
        refused("shorter than a header", new byte[12]);
        refused("does not begin with d00dfeed", new byte[64]);
        refused("its header says", Arrays.copyOf(sample().flatten(), 100));
        refused("its header says", patched(TOTAL_SIZE, -1));
        refused("of version 3", patched(VERSION, 3));
        refused("structure block is not inside", patched(STRUCTURE_OFFSET, 0x7fff_fffc));
        refused("structure block is not inside", patched(STRUCTURE_SIZE, 0x7fff_fffc));
        refused("structure block is not inside", patched(STRUCTURE_OFFSET, 0));
        refused("strings block is not inside", patched(STRINGS_OFFSET, -4));
        refused("strings block is not inside", patched(STRINGS_SIZE, 0x7fff_ffff));
        refused("name is not inside", patched(STRINGS_SIZE, 0));
        refused("memory reservations", patched(RESERVATIONS_OFFSET, 0x7fff_fff8));
    }

    @Test
    void anUnsoundStructureIsRefused() {
        int begin = ByteBuffer.wrap(sample().flatten()).getInt(STRUCTURE_OFFSET);

        refused("does not begin with a node", patched(begin, Format.PROP));
        refused("where a node goes on", patched(begin + 8, 77));
        refused("longer than the tree", patched(begin + 12, 0x7fff_ffff));
        refused("longer than the tree", patched(begin + 12, -1));
        refused("name is not inside", patched(begin + 16, -1));
        refused("ends within a node", patched(STRUCTURE_SIZE, 24));
    }

    @Test
    void nodesNestedWithoutEndAreRefused() {
        var tree = new DeviceTree();
        var node = tree.root();
        for (int depth = 0; depth < 60; depth++) {
            node = node.child("deeper");
        }
        assertArrayEquals(tree.flatten(), DeviceTree.read(tree.flatten()).flatten());
        for (int depth = 0; depth < 10; depth++) {
            node = node.child("deeper");
        }
        refused("nested deeper", tree.flatten());
    }

    @Test
    void damageIsRefusedOrReadButNeverCrashes() {
        var random = new Random(1);
        var sound = sample().flatten();
        for (int round = 0; round < 20_000; round++) {
            var damaged = sound.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                DeviceTree.read(damaged).flatten();
            } catch (IllegalArgumentException e) {
                assertFalse(String.valueOf(e.getMessage()).isEmpty());
            }
        }
    }

    @Test
    void theDeviceTreeCompilerAcceptsIt(@TempDir Path directory) throws IOException, InterruptedException {
        var dtb = Files.write(directory.resolve("sample.dtb"), sample().flatten());
        Process process;
        try {
            process = new ProcessBuilder("dtc", "-I", "dtb", "-O", "dts", dtb.toString())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "dtc is not installed; Debian has it in device-tree-compiler");
            return;
        }
        var source = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertEquals(0, process.waitFor(), source);
        assertFalse(source.contains("Warning"), source);
        assertTrue(source.contains("/memreserve/\t0x0000000080000000 0x0000000000010000;"), source);
        assertTrue(source.contains("compatible = \"one,board\\0two,board\";"), source);
        assertTrue(source.contains("reg = <0x00 0x10000000 0x00 0x100>;"), source);
    }

    private static byte[] patched(int offset, int value) {
        var flattened = sample().flatten();
        ByteBuffer.wrap(flattened).putInt(offset, value);
        return flattened;
    }

    private static void refused(String why, byte[] flattened) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> DeviceTree.read(flattened));
        assertTrue(String.valueOf(refusal.getMessage()).contains(why), refusal::getMessage);
    }
}
