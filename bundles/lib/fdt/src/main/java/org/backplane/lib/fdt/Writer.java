package org.backplane.lib.fdt;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Flattens one tree. */
final class Writer {
    private final DeviceTree tree;
    private final ByteArrayOutputStream structure = new ByteArrayOutputStream();
    private final ByteArrayOutputStream strings = new ByteArrayOutputStream();
    private final Map<String, Integer> stringOffsets = new HashMap<>();

    Writer(DeviceTree tree) {
        this.tree = tree;
    }

    byte[] write() {
        node(tree.root());
        cell(Format.END);
        int reservationsAt = Format.HEADER_SIZE;
        int structureAt = reservationsAt + (tree.reservations().size() + 1) * Format.RESERVATION_SIZE;
        int stringsAt = structureAt + structure.size();
        int end = stringsAt + strings.size();
        int total = end + Format.padding(end, Long.BYTES);

        var out = ByteBuffer.allocate(total);
        out.putInt(Format.MAGIC).putInt(total);
        out.putInt(structureAt).putInt(stringsAt).putInt(reservationsAt);
        out.putInt(Format.VERSION).putInt(Format.LAST_COMPATIBLE_VERSION).putInt(tree.bootCpu());
        out.putInt(strings.size()).putInt(structure.size());
        tree.reservations()
                .forEach(reservation -> out.putLong(reservation.address()).putLong(reservation.size()));
        out.putLong(0).putLong(0);
        out.put(structure.toByteArray()).put(strings.toByteArray());
        return out.array();
    }

    private void node(Node node) {
        cell(Format.BEGIN_NODE);
        padded((node.name() + '\0').getBytes(StandardCharsets.US_ASCII));
        for (var property : node.properties()) {
            property(property, node.bytes(property).orElseThrow());
        }
        node.children().forEach(this::node);
        cell(Format.END_NODE);
    }

    private void property(String name, byte[] value) {
        cell(Format.PROP);
        cell(value.length);
        cell(stringOffsets.computeIfAbsent(name, this::string));
        padded(value);
    }

    private int string(String name) {
        int offset = strings.size();
        strings.writeBytes((name + '\0').getBytes(StandardCharsets.US_ASCII));
        return offset;
    }

    private void padded(byte[] bytes) {
        structure.writeBytes(bytes);
        structure.writeBytes(new byte[Format.padding(bytes.length, Integer.BYTES)]);
    }

    private void cell(int value) {
        structure.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
    }
}
