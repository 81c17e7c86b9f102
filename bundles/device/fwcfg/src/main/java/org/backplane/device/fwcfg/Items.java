package org.backplane.device.fwcfg;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What firmware can ask for: items with well-known keys, and files, which are found by name in a directory. */
final class Items {
    private static final int SIGNATURE = 0x00;
    private static final int ID = 0x01;
    private static final int UUID = 0x02;
    private static final int NOGRAPHIC = 0x04;
    private static final int NB_CPUS = 0x05;
    private static final int BOOT_MENU = 0x0e;
    private static final int FILE_DIR = 0x19;
    private static final int FILE_FIRST = 0x20;

    /** Bit 0: it can be read byte by byte; bit 1: by DMA. */
    private static final int FEATURES = 3;

    /** Ignored since QEMU 2.4, and the same as without it. */
    private static final int WRITE_CHANNEL = 0x4000;

    /** {@code struct FWCfgFile}: size, key, a reserved half, and a name that ends with a NUL. */
    private static final int DIRECTORY_ENTRY = 64;

    private static final byte[] NONE = {};

    private final Map<Integer, byte[]> byKey = new TreeMap<>();

    /** The items of a machine without graphics, boot menu and identity, that waits forever when nothing can be booted. */
    Items(int cpus) {
        byKey.put(SIGNATURE, ascii("QEMU"));
        byKey.put(ID, little(Integer.BYTES, FEATURES));
        byKey.put(UUID, new byte[16]);
        byKey.put(NOGRAPHIC, little(Short.BYTES, 1));
        byKey.put(NB_CPUS, little(Short.BYTES, cpus));
        byKey.put(BOOT_MENU, little(Short.BYTES, 0));
        files(new TreeMap<>(
                Map.of("bootorder", NONE, "bios-geometry", NONE, "etc/boot-fail-wait", little(Integer.BYTES, -1))));
    }

    private void files(SortedMap<String, byte[]> files) {
        var directory = ByteBuffer.allocate(Integer.BYTES + files.size() * DIRECTORY_ENTRY);
        directory.putInt(files.size());
        int key = FILE_FIRST;
        for (var file : files.entrySet()) {
            byKey.put(key, file.getValue());
            int end = directory.position() + DIRECTORY_ENTRY;
            directory.putInt(file.getValue().length).putShort((short) key).putShort((short) 0);
            directory.put(ascii(file.getKey())).position(end);
            key++;
        }
        byKey.put(FILE_DIR, directory.array());
    }

    /** An item; empty if there is none of that key. */
    byte[] of(int key) {
        return byKey.getOrDefault(key & ~WRITE_CHANNEL, NONE);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] little(int bytes, int value) {
        var all = ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value);
        return Arrays.copyOf(all.array(), bytes);
    }
}
