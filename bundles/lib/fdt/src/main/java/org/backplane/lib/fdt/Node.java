package org.backplane.lib.fdt;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A node of a device tree: properties, and nodes below it, both in the order of their coming. A property that is set
 * again keeps its place.
 */
public final class Node {
    private final String name;
    private final Map<String, byte[]> properties = new LinkedHashMap<>();
    private final List<Node> children = new ArrayList<>();

    Node(String name) {
        this.name = name;
    }

    /** Its name with its unit address: {@code serial@10000000}; the root's is empty. */
    public String name() {
        return name;
    }

    /** Its properties' names, in order. */
    public List<String> properties() {
        return List.copyOf(properties.keySet());
    }

    /** A property's value as it stands in the tree; empty if there is none of that name. */
    public Optional<byte[]> property(String property) {
        return Optional.ofNullable(properties.get(property)).map(byte[]::clone);
    }

    /** The nodes below it, in order. */
    public List<Node> children() {
        return List.copyOf(children);
    }

    /** The node of that name below it, which is added if there is none. */
    public Node child(String childName) {
        return find(childName).orElseGet(() -> {
            var child = new Node(childName);
            children.add(child);
            return child;
        });
    }

    /** The node of that name below it. */
    public Optional<Node> find(String childName) {
        return children.stream().filter(child -> child.name.equals(childName)).findFirst();
    }

    /** Sets a property without a value. */
    public Node flag(String property) {
        return bytes(property);
    }

    /** Sets a property of bytes. */
    public Node bytes(String property, byte... value) {
        properties.put(property, value.clone());
        return this;
    }

    /** Sets a property of 32-bit cells. */
    public Node cells(String property, int... cells) {
        var value = ByteBuffer.allocate(Integer.BYTES * cells.length);
        for (int cell : cells) {
            value.putInt(cell);
        }
        return bytes(property, value.array());
    }

    /** Sets a property of 64-bit values, two cells each. */
    public Node longs(String property, long... values) {
        var value = ByteBuffer.allocate(Long.BYTES * values.length);
        for (long one : values) {
            value.putLong(one);
        }
        return bytes(property, value.array());
    }

    /** Sets a property of one or more strings. */
    public Node strings(String property, String... strings) {
        return strings(property, List.of(strings));
    }

    /** Sets a property of one or more strings. */
    public Node strings(String property, List<String> strings) {
        var value = new ByteArrayOutputStream();
        for (var string : strings) {
            value.writeBytes(string.getBytes(StandardCharsets.UTF_8));
            value.write(0);
        }
        return bytes(property, value.toByteArray());
    }

    /**
     * Sets properties by the types of their values: a {@code String}, a list of them, an {@code Integer} (one cell) or
     * {@code true} (no value).
     *
     * @throws IllegalArgumentException if a value is of no such type
     */
    public Node all(Map<String, Object> values) {
        values.forEach((property, value) -> {
            switch (value) {
                case String string -> strings(property, string);
                case List<?> list ->
                    strings(property, list.stream().map(String.class::cast).toList());
                case Integer cell -> cells(property, cell);
                case Boolean present when present -> flag(property);
                default ->
                    throw new IllegalArgumentException(
                            "%s of %s is nothing for a device tree: %s".formatted(property, name, value));
            }
        });
        return this;
    }
}
