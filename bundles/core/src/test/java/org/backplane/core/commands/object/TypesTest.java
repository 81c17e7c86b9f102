package org.backplane.core.commands.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.backplane.api.phase.Phase;
import org.backplane.core.Bench;
import org.backplane.core.board.ObjectTypes;
import org.backplane.core.commands.device.DeviceListProperties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TypesTest {
    final Bench bench = new Bench();
    final ObjectTypes types = new ObjectTypes(bench.catalog);

    @AfterEach
    void close() {
        bench.close();
    }

    private List<String> names(Optional<String> implementing, boolean includeAbstract) {
        var infos = (List<?>)
                bench.give(new QomListTypes(types), new QomListTypes.Arguments(implementing, includeAbstract));
        return infos.stream()
                .map(info -> (QomListTypes.ObjectTypeInfo) info)
                .map(info -> info.name() + ":" + info.parent().orElse(""))
                .toList();
    }

    @Test
    void typesAreNamedWithTheTypesAboveThem() {
        assertEquals(
                List.of(
                        "container:object",
                        "gadget:device",
                        "idle-riscv-cpu:cpu",
                        "bench-machine:machine",
                        "chardev-silent:chardev",
                        "block-zeroes:block",
                        "dice:rng-backend"),
                names(Optional.empty(), false));
    }

    @Test
    void typesAreFoundByWhatTheyImplement() {
        assertEquals(List.of("gadget:device", "idle-riscv-cpu:cpu"), names(Optional.of("device"), false));
        assertEquals(List.of("dice:rng-backend"), names(Optional.of("user-creatable"), false));
        assertEquals(List.of("rng-backend:object", "dice:rng-backend"), names(Optional.of("rng-backend"), true));
        assertEquals(List.of(), names(Optional.of("nope"), true));
    }

    @Test
    void everyObjectsTypeCanBeAskedForItsProperties() {
        bench.machine(Phase.MACHINE_INITIALIZED);
        assertEquals(List.of("type"), properties("container"));
        assertEquals(
                List.of("type", "realized", "faulty", "guest-errors", "drive", "volume", "rng", "password"),
                properties("gadget"));
        assertEquals(List.of("type", "cpu-index"), properties("idle-riscv-cpu"));
        assertEquals(
                List.of("type", "memory", "cpus", "cpu", "firmware", "kernel", "initrd", "cmdline", "dtb"),
                properties("bench-machine"));
        assertEquals(List.of("type", "sides", "word"), properties("dice"));
        var unknown = new QomListProperties.Arguments("nope");
        assertEquals("Class 'nope' not found", bench.refusal(new QomListProperties(types), unknown));
    }

    private List<String> properties(String type) {
        var infos = (List<?>) bench.give(new QomListProperties(types), new QomListProperties.Arguments(type));
        return infos.stream().map(info -> ((ObjectPropertyInfo) info).name()).toList();
    }

    @Test
    void whatCanBeGivenToADeviceIsShownWithItsDefaults() {
        var command = new DeviceListProperties(types);
        var properties = (List<?>) bench.give(command, new DeviceListProperties.Arguments("gadget"));
        assertTrue(properties.contains(
                new ObjectPropertyInfo("volume", "uint8", Optional.of("How loud it is"), Optional.of(3L))));
        assertTrue(
                properties.contains(new ObjectPropertyInfo("drive", "str", Optional.of("The disk"), Optional.empty())));
        assertEquals("Device 'nope' not found", bench.refusal(command, new DeviceListProperties.Arguments("nope")));
        for (var other : List.of("dice", "device", "bench-machine")) {
            assertEquals(
                    "Parameter 'typename' expects a non-abstract device type",
                    bench.refusal(command, new DeviceListProperties.Arguments(other)));
        }
    }
}
