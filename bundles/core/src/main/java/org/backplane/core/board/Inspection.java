package org.backplane.core.board;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.backplane.api.Doc;
import org.backplane.api.device.Registers;
import org.backplane.api.device.StateTree;
import org.backplane.api.memory.Region;
import org.jspecify.annotations.Nullable;

/** What can be seen of a machine from outside, as data. To look changes nothing. */
public final class Inspection {
    /** An array of registers that is longer is shown where it is not zero. */
    private static final int LONG_ARRAY = 16;

    /** Values of a state that are more are counted. */
    private static final int MANY_VALUES = 64;

    private Inspection() {}

    /** An interrupt output of a device. */
    public record IrqInfo(
            @Doc("Path of the device") String device,
            @Doc("Name of the output") String line,
            @Doc("Whether it is asserted") boolean level,

            @Doc("How often it was asserted since the machine is there")
            long count) {}

    /** A window of a device. */
    public record WindowInfo(
            @Doc("Its number on the device") int index,
            @Doc("Where it lies, if it lies anywhere") Optional<Long> base,
            @Doc("Its length in bytes") long size) {}

    /** A register of a device. */
    public record RegisterInfo(
            @Doc("Its name in the data sheet") String name,
            @Doc("Number of its window") int window,
            @Doc("Where it is in that") long offset,
            @Doc("What it holds") long value) {}

    /** All that there is to see of a device. */
    public record DeviceInfo(
            @Doc("Path in the object tree") String path,
            @Doc("Its type") String type,

            @Doc("Name and version of the bundle that it is from")
            Optional<String> bundle,

            @Doc("Whether it has failed and is left alone") boolean faulty,
            @Doc("What the guest did wrong with it") long guestErrors,
            @Doc("What the user gave it, with defaults") Map<String, Object> properties,
            @Doc("Its windows") List<WindowInfo> windows,
            @Doc("Its interrupt outputs") List<IrqInfo> irqs,

            @Doc("Its registers; of long arrays those that are not 0")
            List<RegisterInfo> registers,

            @Doc("Its state, by the names of fields") Map<String, Object> state) {}

    /** What is mapped at an address. */
    public record MappedInfo(
            @Doc("Where it begins") long base,
            @Doc("Its length in bytes") long size,

            @Doc("What it is: the path of a device, or the name of memory")
            String name,

            @Doc("How it answers") Kind kind) {}

    /** How addresses answer. */
    public enum Kind {
        /** Memory. */
        RAM,
        /** Memory that the guest cannot write to so. */
        ROM,
        /** A device. */
        DEVICE
    }

    static MappedInfo mapped(Region region) {
        var kind = region.ram().isEmpty() ? Kind.DEVICE : region.writable() ? Kind.RAM : Kind.ROM;
        return new MappedInfo(region.base(), region.size(), region.name(), kind);
    }

    static Map<String, Object> values(Map<String, ObjectNode.Property> properties) {
        var values = new LinkedHashMap<String, Object>();
        properties.forEach((name, property) -> values.put(name, property.value()));
        return values;
    }

    static Stream<RegisterInfo> registers(int window, Registers registers) {
        return registers.list().stream().flatMap(register -> elements(window, registers, register));
    }

    private static Stream<RegisterInfo> elements(int window, Registers registers, Registers.Register register) {
        return IntStream.range(0, register.count())
                .mapToObj(index -> {
                    long offset = register.offset() + (long) index * registers.width();
                    var name = register.count() == 1 ? register.name() : "%s[%d]".formatted(register.name(), index);
                    return new RegisterInfo(
                            name, window, offset, registers.peek(offset).orElseThrow());
                })
                .filter(info -> register.count() <= LONG_ARRAY || info.value() != 0);
    }

    /** A state as neutral values. */
    static Map<String, Object> neutral(StateTree state) {
        return neutral(state.fields());
    }

    private static Map<String, Object> neutral(Map<?, ?> fields) {
        var tree = new LinkedHashMap<String, Object>();
        fields.forEach((name, value) -> tree.put(name.toString(), neutral(value)));
        return tree;
    }

    private static @Nullable Object neutral(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> part -> neutral(part);
            case List<?> list -> list.stream().map(Inspection::neutral).toList();
            case Character character -> character.toString();
            case Float number -> number.doubleValue();
            case Byte number -> (long) number;
            case Short number -> (long) number;
            case Integer number -> (long) number;
            case Object array when array.getClass().isArray() -> elements(array);
            case null, default -> value;
        };
    }

    private static Object elements(Object array) {
        int length = Array.getLength(array);
        if (length > MANY_VALUES) {
            long set = LongStream.range(0, length)
                    .filter(index -> isSet(Array.get(array, (int) index)))
                    .count();
            return "%d values, %d of them not 0".formatted(length, set);
        }
        var list = new ArrayList<Object>();
        for (int i = 0; i < length; i++) {
            list.add(neutral(Array.get(array, i)));
        }
        return list;
    }

    private static boolean isSet(Object element) {
        return element instanceof Number number ? number.doubleValue() != 0 : !element.equals(false);
    }
}
