package org.backplane.lib.fdt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A device tree: what hardware there is, as kernels are told. Changed in place; not for several threads. */
public final class DeviceTree {

    /**
     * Memory that the kernel must leave alone.
     *
     * @param address its first address
     * @param size its length in bytes
     */
    public record Reservation(long address, long size) {}

    /** The greatest; the one above it stands for none. */
    private static final int LAST_PHANDLE = 0xffff_fffe;

    private final Node root = new Node(this, "");
    private final List<Reservation> reservations = new ArrayList<>();
    private int bootCpu;
    private int lastPhandle;

    /**
     * Reads a flattened tree; nothing of it is trusted.
     *
     * @throws IllegalArgumentException if it is not sound; the message says why
     */
    public static DeviceTree read(byte[] flattened) {
        return new Reader(flattened).read();
    }

    /** The tree as kernels read it. */
    public byte[] flatten() {
        return new Writer(this).write();
    }

    /** The node that all others are below. */
    public Node root() {
        return root;
    }

    /** The node at a path such as {@code /soc/serial@10000000}. */
    public Optional<Node> find(String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("the path of a node begins with a slash: " + path);
        }
        var found = Optional.of(root);
        for (var name : path.substring(1).split("/", -1)) {
            found = name.isEmpty() ? found : found.flatMap(node -> node.find(name));
        }
        return found;
    }

    /** Reserves memory. */
    public DeviceTree reserve(long address, long size) {
        reservations.add(new Reservation(address, size));
        return this;
    }

    /** The memory that is reserved. */
    public List<Reservation> reservations() {
        return List.copyOf(reservations);
    }

    /** The number of the processor that boots. */
    public int bootCpu() {
        return bootCpu;
    }

    /** Says which processor boots; 0 unless told. */
    public DeviceTree bootCpu(int number) {
        bootCpu = number;
        return this;
    }

    /** A phandle that no node has yet. */
    int newPhandle() {
        if (lastPhandle == LAST_PHANDLE) {
            throw new IllegalStateException("there is no phandle left");
        }
        return ++lastPhandle;
    }

    /** Notes that a phandle is in use. */
    void used(int phandle) {
        boolean valid = Integer.compareUnsigned(phandle, LAST_PHANDLE) <= 0;
        if (valid && Integer.compareUnsigned(phandle, lastPhandle) > 0) {
            lastPhandle = phandle;
        }
    }
}
