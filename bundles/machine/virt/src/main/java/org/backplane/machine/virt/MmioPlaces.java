package org.backplane.machine.virt;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.backplane.api.command.CommandException;
import org.backplane.api.machine.Board;
import org.backplane.api.machine.BoardDevice;

/**
 * The places for devices that users add: each takes one window of up to 4 KiB and one interrupt. The last is taken
 * first, as QEMU does, and kernels find the devices in the order in which they were added.
 */
final class MmioPlaces {
    private final Board board;
    private final BoardDevice plic;
    /** The last place first. */
    private final Map<Integer, BoardDevice> taken = new TreeMap<>(Comparator.reverseOrder());

    MmioPlaces(Board board, BoardDevice plic) {
        this.board = board;
        this.plic = plic;
    }

    /** Gives a device the next place. */
    void place(BoardDevice device) {
        place(device, free(device.type()));
    }

    /** Gives a device the place that the user chose. */
    void place(BoardDevice device, String bus) {
        int place = IntStream.range(0, VirtMap.MMIO_COUNT)
                .filter(number -> bus(number).equals(bus))
                .findFirst()
                .orElseThrow(() -> CommandException.badArgument("bus", "Bus '%s' not found".formatted(bus)));
        if (isTaken(place)) {
            throw CommandException.badArgument("bus", "Bus '%s' is full".formatted(bus));
        }
        place(device, place);
    }

    private void place(BoardDevice device, int place) {
        if (device.windowSizes().size() != 1
                || device.windowSizes().getFirst() > VirtMap.MMIO_SIZE
                || device.irqs().size() > 1) {
            throw CommandException.badArgument(
                    "driver",
                    "Machine 'virt' has no place for a '%s': expected one window of up to 4 KiB and up to one interrupt"
                            .formatted(device.type()));
        }
        taken.put(place, device);
        device.irqs().forEach(line -> device.irq(line, plic.input(irq(place))));
        device.window(0, address(place));
    }

    /** The bus of a device that has a place. */
    Optional<String> busOf(BoardDevice device) {
        return taken.entrySet().stream()
                .filter(entry -> entry.getValue().equals(device))
                .map(entry -> bus(entry.getKey()))
                .findFirst();
    }

    /** The bus of the next place. */
    String nextBus(String type) {
        return bus(free(type));
    }

    private static String bus(int place) {
        return "virtio-mmio-bus." + place;
    }

    private int free(String type) {
        return IntStream.iterate(VirtMap.MMIO_COUNT - 1, place -> place >= 0, place -> place - 1)
                .filter(place -> !isTaken(place))
                .findFirst()
                .orElseThrow(() -> CommandException.badArgument(
                        "driver",
                        "No 'virtio-bus' bus found for device '%s'; machine 'virt' takes %d such devices"
                                .formatted(type, VirtMap.MMIO_COUNT)));
    }

    private boolean isTaken(int place) {
        taken.values().removeIf(device -> !board.devices().contains(device));
        return taken.containsKey(place);
    }

    /** The devices that are there and known to device trees, in the order in which kernels shall find them. */
    List<Part> parts() {
        return taken.entrySet().stream()
                .filter(entry -> board.devices().contains(entry.getValue()))
                .filter(entry -> !entry.getValue().deviceTree().isEmpty())
                .map(entry -> part(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static Part part(int place, BoardDevice device) {
        int irq = device.irqs().isEmpty() ? 0 : irq(place);
        return new Part(name(device), device, address(place), VirtMap.MMIO_SIZE, irq);
    }

    /** As QEMU names such nodes: {@code virtio_mmio} for what is compatible with {@code virtio,mmio}. */
    private static String name(BoardDevice device) {
        var compatible = device.deviceTree().get("compatible");
        var first = compatible instanceof List<?> several ? several.getFirst() : compatible;
        return first instanceof String text ? text.replace(',', '_') : "device";
    }

    private static long address(int place) {
        return VirtMap.MMIO + place * VirtMap.MMIO_SIZE;
    }

    private static int irq(int place) {
        return VirtMap.MMIO_IRQ + place;
    }
}
