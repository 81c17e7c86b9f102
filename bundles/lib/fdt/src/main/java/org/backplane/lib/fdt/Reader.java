package org.backplane.lib.fdt;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads one flattened tree. Every offset and length in it is checked before it is followed. */
final class Reader {
    /** Deeper than any hardware, and shallow enough for the stack. */
    private static final int MAX_DEPTH = 64;

    private final ByteBuffer all;
    private final DeviceTree tree = new DeviceTree();

    private ByteBuffer structure = ByteBuffer.allocate(0);
    private ByteBuffer strings = ByteBuffer.allocate(0);

    Reader(byte[] flattened) {
        all = ByteBuffer.wrap(flattened);
    }

    DeviceTree read() {
        check(all.remaining() >= Format.HEADER_SIZE, "it is shorter than a header");
        check(all.getInt(0) == Format.MAGIC, "it does not begin with d00dfeed");
        int total = all.getInt(4);
        check(
                total >= Format.HEADER_SIZE && total <= all.limit(),
                "its header says %s bytes, and it has %d",
                Integer.toUnsignedString(total),
                all.limit());
        all.limit(total);
        check(
                all.getInt(20) >= Format.VERSION && all.getInt(24) <= Format.VERSION,
                "it is of version %d; expected %d",
                all.getInt(20),
                Format.VERSION);
        tree.bootCpu(all.getInt(28));
        reservations(all.getInt(16));
        structure = block("structure", all.getInt(8), all.getInt(36), Integer.BYTES);
        strings = block("strings", all.getInt(12), all.getInt(32), 1);
        root();
        return tree;
    }

    private void reservations(int offset) {
        check(offset % Long.BYTES == 0, "its memory reservations are not aligned");
        var block = block("memory reservations", offset, all.limit() - offset, 1);
        while (true) {
            check(block.remaining() >= Format.RESERVATION_SIZE, "its memory reservations have no end");
            long address = block.getLong();
            long size = block.getLong();
            if (address == 0 && size == 0) {
                return;
            }
            tree.reserve(address, size);
        }
    }

    private ByteBuffer block(String what, int offset, int size, int alignment) {
        check(
                offset >= Format.HEADER_SIZE
                        && offset % alignment == 0
                        && size >= 0
                        && size % alignment == 0
                        && offset <= all.limit() - size,
                "its %s block is not inside it",
                what);
        return all.slice(offset, size);
    }

    private void root() {
        check(token() == Format.BEGIN_NODE, "it does not begin with a node");
        check(name().isEmpty(), "its root has a name");
        members(tree.root(), 1);
        check(token() == Format.END, "something follows its root");
    }

    private void members(Node node, int depth) {
        check(depth <= MAX_DEPTH, "its nodes are nested deeper than %d", MAX_DEPTH);
        while (true) {
            int token = token();
            switch (token) {
                case Format.BEGIN_NODE -> members(newChild(node), depth + 1);
                case Format.PROP -> property(node);
                case Format.END_NODE -> {
                    return;
                }
                default -> throw wrong("there is 0x%x where a node goes on".formatted(token));
            }
        }
    }

    private Node newChild(Node parent) {
        var name = name();
        check(parent.find(name).isEmpty(), "node '%s' is there twice", name);
        return parent.child(name);
    }

    private void property(Node node) {
        check(node.children().isEmpty(), "node '%s' has a property behind its children", node.name());
        int length = cell();
        var name = string(cell());
        check(length >= 0 && length <= structure.remaining(), "property '%s' is longer than the tree", name);
        check(!node.has(name), "property '%s' is in node '%s' twice", name, node.name());
        var value = new byte[length];
        structure.get(value);
        align(length);
        node.bytes(name, value);
    }

    private int token() {
        int token;
        do {
            token = cell();
        } while (token == Format.NOP);
        return token;
    }

    private int cell() {
        check(structure.remaining() >= Integer.BYTES, "it ends within a node");
        return structure.getInt();
    }

    private String name() {
        var name = terminated(structure);
        align(name.length() + 1);
        return name;
    }

    private void align(int length) {
        int padding = Format.padding(length, Integer.BYTES);
        check(structure.remaining() >= padding, "it ends within a node");
        structure.position(structure.position() + padding);
    }

    private String string(int offset) {
        check(offset >= 0 && offset < strings.limit(), "a property's name is not inside it");
        return terminated(strings.position(offset));
    }

    private static String terminated(ByteBuffer bytes) {
        int start = bytes.position();
        while (bytes.hasRemaining()) {
            if (bytes.get() == 0) {
                var name = new byte[bytes.position() - 1 - start];
                bytes.get(start, name);
                return new String(name, StandardCharsets.ISO_8859_1);
            }
        }
        throw wrong("a name has no end");
    }

    @SuppressWarnings("AnnotateFormatMethod") // all its callers are in this class
    private static void check(boolean sound, String problem, Object... arguments) {
        if (!sound) {
            throw wrong(problem.formatted(arguments));
        }
    }

    private static IllegalArgumentException wrong(String problem) {
        return new IllegalArgumentException("not a flattened device tree: " + problem);
    }
}
