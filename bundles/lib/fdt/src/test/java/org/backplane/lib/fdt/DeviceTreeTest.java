package org.backplane.lib.fdt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceTreeTest {
    final DeviceTree tree = new DeviceTree();

    DeviceTreeTest() {
        var root = tree.root()
                .strings("compatible", "a,b", "c")
                .cells("#address-cells", 2)
                .cells("#size-cells", 2);
        var serial =
                root.child("serial@10000000").longs("reg", 0x1000_0000L, 0x100L).flag("dma-coherent");
        root.child("chosen").cells("stdout", tree.phandle(serial));
    }

    @Test
    void whatIsWrittenIsRead() {
        var read = DeviceTree.parse(tree.flatten());
        assertEquals(
                List.of("compatible", "#address-cells", "#size-cells"),
                read.root().properties());
        assertEquals(
                "a,b\0c\0", new String(read.root().property("compatible").orElseThrow(), StandardCharsets.US_ASCII));
        var serial = read.root().find("serial@10000000").orElseThrow();
        assertEquals(
                0x1000_0000L,
                ByteBuffer.wrap(serial.property("reg").orElseThrow()).getLong());
        assertEquals(0, serial.property("dma-coherent").orElseThrow().length);
        assertArrayEquals(tree.flatten(), read.flatten());
    }

    @Test
    void valuesArePutByTheirTypes() {
        var node = tree.root()
                .child("n")
                .all(Map.of("one", "text", "more", List.of("a", "b"), "cell", 7, "present", true));
        assertEquals(7, ByteBuffer.wrap(node.property("cell").orElseThrow()).getInt());
        assertEquals(0, node.property("present").orElseThrow().length);
        assertThrows(IllegalArgumentException.class, () -> node.all(Map.of("odd", 1.5)));
    }

    @Test
    void dtcTakesIt(@TempDir Path folder) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/dtc")), "dtc is not installed");
        var blob = Files.write(folder.resolve("a.dtb"), tree.flatten());
        var dtc = new ProcessBuilder("dtc", "-I", "dtb", "-O", "dts", blob.toString())
                .redirectErrorStream(true)
                .start();
        var text = new String(dtc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, dtc.waitFor(), text);
        assertTrue(text.contains("serial@10000000 {"), text);
    }

    @Test
    void whatIsNoTreeIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> DeviceTree.parse(new byte[0]));
        assertThrows(IllegalArgumentException.class, () -> DeviceTree.parse(new byte[100]));
    }

    @Test
    void aDamagedTreeIsRefusedOrReadButNeverMore() {
        var random = new Random(1);
        var whole = tree.flatten();
        for (int i = 0; i < 20_000; i++) {
            var damaged = Arrays.copyOf(whole, random.nextInt(4) == 0 ? random.nextInt(whole.length) : whole.length);
            for (int flips = random.nextInt(4); flips > 0 && damaged.length > 0; flips--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                DeviceTree.parse(damaged);
            } catch (IllegalArgumentException e) {
                assertTrue(e.getMessage() != null);
            }
        }
    }
}
