package org.backplane.lib.fdt;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One node of a device tree. Children and properties keep the order in which they came; a property that is set again
 * keeps its place. Names are those of the Devicetree Specification v0.4, sections 2.2.1 and 2.2.4.1.
 */
public final class Node {
    /** The property by which others refer to a node. */
    public static final String PHANDLE = "phandle";

    /** Without the specification's limit of 31 characters, which real trees do not keep. */
    private static final Pattern NODE_NAME = Pattern.compile("[0-9a-zA-Z,._+\\-]+(@[0-9a-zA-Z,._+\\-]+)?");

    private static final Pattern PROPERTY_NAME = Pattern.compile("[0-9a-zA-Z,._+?#*/\\-]+");

    private final DeviceTree tree;
    private final String name;
    private final Map<String, byte[]> properties = new LinkedHashMap<>();
    private final Map<String, Node> children = new LinkedHashMap<>();

    Node(DeviceTree tree, String name) {
        this.tree = tree;
        this.name = name;
    }

    /** Its name with its unit address, {@code serial@10000000}; the root has none. */
    public String name() {
        return name;
    }

    // ---- children

    /**
     * The child of that name, made if it is not there.
     *
     * @param name the name with its unit address
     * @throws IllegalArgumentException if nodes cannot have such a name
     */
    public Node child(String name) {
        if (!NODE_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'%s' is no name for a node: expected letters, digits and ,._+-, and perhaps @ and an address"
                            .formatted(name));
        }
        return children.computeIfAbsent(name, missing -> new Node(tree, missing));
    }

    /** The child of that name and unit address. */
    public Node child(String name, long unitAddress) {
        return child("%s@%x".formatted(name, unitAddress));
    }

    /** The child of that name, if it is there. */
    public Optional<Node> find(String name) {
        return Optional.ofNullable(children.get(name));
    }

    /** Its children. */
    public List<Node> children() {
        return List.copyOf(children.values());
    }

    // ---- properties as they are set

    /** Sets a property that has no value. */
    public Node flag(String property) {
        return bytes(property, new byte[0]);
    }

    /** Sets 32-bit cells. */
    public Node cells(String property, int... cells) {
        var value = ByteBuffer.allocate(cells.length * Integer.BYTES);
        Arrays.stream(cells).forEach(value::putInt);
        return bytes(property, value.array());
    }

    /** Sets 64-bit numbers, of two cells each. */
    public Node cells64(String property, long... numbers) {
        var value = ByteBuffer.allocate(numbers.length * Long.BYTES);
        Arrays.stream(numbers).forEach(value::putLong);
        return bytes(property, value.array());
    }

    /** Sets a string. */
    public Node string(String property, String value) {
        return strings(property, List.of(value));
    }

    /**
     * Sets a list of strings.
     *
     * @throws IllegalArgumentException if one holds a NUL, which would end it
     */
    public Node strings(String property, List<String> values) {
        if (values.stream().anyMatch(value -> value.indexOf('\0') >= 0)) {
            throw new IllegalArgumentException("a string of property '%s' holds a NUL".formatted(property));
        }
        var joined = values.stream().map(value -> value + '\0').collect(Collectors.joining());
        return bytes(property, joined.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Sets a value as it stands.
     *
     * @throws IllegalArgumentException if properties cannot have such a name
     */
    public Node bytes(String property, byte[] value) {
        if (!PROPERTY_NAME.matcher(property).matches()) {
            throw new IllegalArgumentException(
                    "'%s' is no name for a property: expected letters, digits and ,._+?#*/-".formatted(property));
        }
        properties.put(property, value.clone());
        if (property.equals(PHANDLE) && value.length == Integer.BYTES) {
            tree.used(ByteBuffer.wrap(value).getInt());
        }
        return this;
    }

    /** Takes a property away, if it is there. */
    public Node remove(String property) {
        properties.remove(property);
        return this;
    }

    /** The number by which others refer to this node; it gets one if it has none. */
    public int phandle() {
        if (!properties.containsKey(PHANDLE)) {
            cells(PHANDLE, tree.newPhandle());
        }
        return cells(PHANDLE).getFirst();
    }

    // ---- properties as they are read

    /** The names of its properties. */
    public List<String> properties() {
        return List.copyOf(properties.keySet());
    }

    /** Whether it has a property. */
    public boolean has(String property) {
        return properties.containsKey(property);
    }

    /** The value of a property as it stands. */
    public Optional<byte[]> bytes(String property) {
        return Optional.ofNullable(properties.get(property)).map(byte[]::clone);
    }

    /** The 32-bit cells of a property; none if it is not there, or is not made of cells. */
    public List<Integer> cells(String property) {
        var cells = new ArrayList<Integer>();
        var value = ByteBuffer.wrap(properties.getOrDefault(property, new byte[0]));
        if (value.remaining() % Integer.BYTES == 0) {
            while (value.hasRemaining()) {
                cells.add(value.getInt());
            }
        }
        return cells;
    }

    /** The strings of a property; none if it is not there, or is not made of strings. */
    public List<String> strings(String property) {
        var value = properties.getOrDefault(property, new byte[0]);
        if (value.length == 0 || value[value.length - 1] != 0) {
            return List.of();
        }
        var joined = new String(value, 0, value.length - 1, StandardCharsets.UTF_8);
        return List.of(joined.split("\0", -1));
    }
}
