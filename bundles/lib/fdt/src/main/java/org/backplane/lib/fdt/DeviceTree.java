package org.backplane.lib.fdt;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** A device tree, and its flattened form of version 17. */
public final class DeviceTree {
    private static final int MAGIC = 0xd00dfeed;
    private static final int VERSION = 17;
    private static final int LAST_COMPATIBLE_VERSION = 16;
    private static final int HEADER = 40;
    private static final int NO_RESERVATIONS = 16;

    private static final int BEGIN_NODE = 1;
    private static final int END_NODE = 2;
    private static final int PROP = 3;
    private static final int NOP = 4;
    private static final int END = 9;

    private static final int DEEPEST = 64;

    private final Node root;
    private int phandles;

    /** An empty tree. */
    public DeviceTree() {
        this(new Node(""));
    }

    private DeviceTree(Node root) {
        this.root = root;
    }

    /** Its root. */
    public Node root() {
        return root;
    }

    /** Gives a node the next number by which others refer to it. */
    public int phandle(Node node) {
        node.cells("phandle", ++phandles);
        return phandles;
    }

    // ---- writing

    /** The flattened form. */
    public byte[] flatten() {
        var strings = new Strings();
        var structure = new ByteArrayOutputStream();
        write(root, structure, strings);
        cell(structure, END);
        int stringsAt = HEADER + NO_RESERVATIONS + structure.size();
        int size = stringsAt + strings.bytes.size();
        return ByteBuffer.allocate(size)
                .putInt(MAGIC)
                .putInt(size)
                .putInt(HEADER + NO_RESERVATIONS)
                .putInt(stringsAt)
                .putInt(HEADER)
                .putInt(VERSION)
                .putInt(LAST_COMPATIBLE_VERSION)
                .putInt(0)
                .putInt(strings.bytes.size())
                .putInt(structure.size())
                .putLong(0)
                .putLong(0)
                .put(structure.toByteArray())
                .put(strings.bytes.toByteArray())
                .array();
    }

    private static void write(Node node, ByteArrayOutputStream out, Strings strings) {
        cell(out, BEGIN_NODE);
        out.writeBytes(node.name().getBytes(StandardCharsets.US_ASCII));
        out.write(0);
        align(out);
        for (var name : node.properties()) {
            var value = node.property(name).orElseThrow();
            cell(out, PROP);
            cell(out, value.length);
            cell(out, strings.offset(name));
            out.writeBytes(value);
            align(out);
        }
        node.children().forEach(child -> write(child, out, strings));
        cell(out, END_NODE);
    }

    private static void cell(ByteArrayOutputStream out, int value) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
    }

    private static void align(ByteArrayOutputStream out) {
        while (out.size() % Integer.BYTES != 0) {
            out.write(0);
        }
    }

    /** The names of properties, each once. */
    private static final class Strings {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final Map<String, Integer> offsets = new LinkedHashMap<>();

        private int offset(String name) {
            return offsets.computeIfAbsent(name, _ -> {
                int offset = bytes.size();
                bytes.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
                bytes.write(0);
                return offset;
            });
        }
    }

    // ---- reading

    /**
     * Reads a flattened tree. Memory reservations are not kept.
     *
     * @throws IllegalArgumentException if it is none, or not a sound one
     */
    public static DeviceTree parse(byte[] blob) {
        if (blob.length < HEADER || ByteBuffer.wrap(blob).getInt() != MAGIC) {
            throw new IllegalArgumentException("expected a flattened device tree");
        }
        try {
            return new DeviceTree(new Reader(blob).read());
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("the device tree is cut off", e);
        }
    }

    /** Walks the structure block. */
    private static final class Reader {
        private final ByteBuffer structure;
        private final ByteBuffer strings;

        private Reader(byte[] blob) {
            var header = ByteBuffer.wrap(blob);
            int size = header.getInt(4);
            if (header.getInt(24) > VERSION || header.getInt(20) < LAST_COMPATIBLE_VERSION) {
                throw new IllegalArgumentException("expected a device tree of version 16 or 17");
            }
            if (size > blob.length) {
                throw new IllegalArgumentException("the device tree is cut off");
            }
            structure = header.slice(header.getInt(8), header.getInt(36));
            strings = header.slice(header.getInt(12), header.getInt(32));
        }

        private Node read() {
            if (token() != BEGIN_NODE) {
                throw new IllegalArgumentException("the device tree has no root");
            }
            var root = node(0);
            if (token() != END) {
                throw new IllegalArgumentException("the device tree does not end behind its root");
            }
            return root;
        }

        private Node node(int depth) {
            if (depth > DEEPEST) {
                throw new IllegalArgumentException("the device tree is nested too deeply");
            }
            var node = new Node(string(structure));
            align();
            while (true) {
                switch (token()) {
                    case PROP -> property(node);
                    case BEGIN_NODE -> adopt(node, node(depth + 1));
                    case END_NODE -> {
                        return node;
                    }
                    default -> throw new IllegalArgumentException("the device tree's structure is broken");
                }
            }
        }

        private static void adopt(Node parent, Node child) {
            var own = parent.child(child.name());
            child.properties()
                    .forEach(name -> own.bytes(name, child.property(name).orElseThrow()));
            child.children().forEach(grandchild -> adopt(own, grandchild));
        }

        private void property(Node node) {
            int length = structure.getInt();
            int name = Objects.checkIndex(structure.getInt(), strings.limit());
            Objects.checkFromIndexSize(0, length, structure.remaining());
            var value = new byte[length];
            structure.get(value);
            align();
            node.bytes(string(strings.duplicate().position(name)), value);
        }

        private int token() {
            int token;
            do {
                token = structure.getInt();
            } while (token == NOP);
            return token;
        }

        private static String string(ByteBuffer from) {
            var bytes = new ByteArrayOutputStream();
            for (byte b = from.get(); b != 0; b = from.get()) {
                bytes.write(b);
            }
            return bytes.toString(StandardCharsets.US_ASCII);
        }

        private void align() {
            int aligned = (structure.position() + Integer.BYTES - 1) & -Integer.BYTES;
            structure.position(Objects.checkIndex(aligned, structure.limit() + 1));
        }
    }
}
