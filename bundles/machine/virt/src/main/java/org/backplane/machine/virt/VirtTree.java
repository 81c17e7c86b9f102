package org.backplane.machine.virt;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.backplane.api.cpu.Cpu;
import org.backplane.api.machine.Board;
import org.backplane.api.machine.BoardDevice;
import org.backplane.lib.fdt.DeviceTree;
import org.backplane.lib.fdt.Node;

/** Describes the machine as it is now, as QEMU describes its own. What devices and harts are, they say themselves. */
final class VirtTree {
    /** Interrupt numbers of a hart; the privileged specification, section 3.1.9. */
    private static final int SUPERVISOR_SOFTWARE = 1;

    private static final int MACHINE_SOFTWARE = 3;
    private static final int MACHINE_TIMER = 7;
    private static final int SUPERVISOR_EXTERNAL = 9;
    private static final int MACHINE_EXTERNAL = 11;

    /** Where {@code mtime} is, behind the comparators. */
    private static final long MTIME = 0x7ff8;

    private static final long ACLINT_SWI_SIZE = 0x4000;
    private static final long PLIC_SIZE = 0x60_0000;
    private static final int POWEROFF = 0x5555;
    private static final int REBOOT = 0x7777;
    /** What any 64-bit Linux needs, for a processor that does not say what it is. */
    private static final Map<String, Object> ANY_HART = Map.of("riscv,isa", "rv64ima");

    private final Board board;
    private final Part fwCfg;
    private final List<Part> parts;
    private final BoardDevice plic;
    private final boolean aclint;

    /**
     * The tree of a machine that is built.
     *
     * @param fwCfg what firmware finds at the root
     * @param parts what is on the bus
     */
    VirtTree(Board board, Part fwCfg, List<Part> parts, BoardDevice plic, boolean aclint) {
        this.board = board;
        this.fwCfg = fwCfg;
        this.parts = parts;
        this.plic = plic;
        this.aclint = aclint;
    }

    DeviceTree describe(long memory, MmioPlaces places) {
        var tree = new DeviceTree();
        var root = tree.root()
                .cells("#address-cells", 2)
                .cells("#size-cells", 2)
                .string("compatible", "riscv-virtio")
                .string("model", "riscv-virtio,qemu");
        part(root, fwCfg);
        root.child("flash", VirtMap.FLASH)
                .string("compatible", "cfi-flash")
                .cells64("reg", VirtMap.FLASH, VirtMap.FLASH_BANK_SIZE, VirtMap.FLASH_1, VirtMap.FLASH_BANK_SIZE)
                .cells("bank-width", 4);
        root.child("chosen").string("stdout-path", "/soc/serial@%x".formatted(VirtMap.UART));
        root.child("memory", VirtMap.RAM).string("device_type", "memory").cells64("reg", VirtMap.RAM, memory);
        var harts = cpus(root.child("cpus"));

        var soc = root.child("soc")
                .cells("#address-cells", 2)
                .cells("#size-cells", 2)
                .string("compatible", "simple-bus")
                .flag("ranges");
        int interrupts = plic(soc, harts).phandle();
        Stream.concat(parts.stream(), places.parts().stream())
                .forEach(part -> interrupting(part(soc, part), part, interrupts));
        interrupters(soc, harts);
        int test = soc.child("test", VirtMap.TEST).phandle();
        syscon(root.child("poweroff"), "syscon-poweroff", test, POWEROFF);
        syscon(root.child("reboot"), "syscon-reboot", test, REBOOT);
        return tree;
    }

    /** Returns the phandles of the harts' interrupt controllers. */
    private List<Integer> cpus(Node cpus) {
        cpus.cells("#address-cells", 1).cells("#size-cells", 0).cells("timebase-frequency", VirtMap.TIMEBASE_HERTZ);
        var controllers = new ArrayList<Integer>();
        var nodes = new ArrayList<Node>();
        for (int hart = 0; hart < board.cpus().size(); hart++) {
            var node = hart(cpus.child("cpu", hart), hart, board.cpus().get(hart));
            controllers.add(controller(node.child("interrupt-controller")));
            nodes.add(node);
        }
        var cluster = cpus.child("cpu-map").child("cluster0");
        for (int hart = 0; hart < nodes.size(); hart++) {
            cluster.child("core" + hart).cells("cpu", nodes.get(hart).phandle());
        }
        return controllers;
    }

    private static Node hart(Node node, int number, Cpu cpu) {
        node.string("device_type", "cpu")
                .cells("reg", number)
                .string("status", "okay")
                .string("compatible", "riscv");
        describe(node, ANY_HART);
        return describe(node, cpu.deviceTree());
    }

    private static int controller(Node node) {
        return node.cells("#address-cells", 0)
                .cells("#interrupt-cells", 1)
                .flag("interrupt-controller")
                .string("compatible", "riscv,cpu-intc")
                .phandle();
    }

    private Node plic(Node soc, List<Integer> harts) {
        return describe(soc.child("plic", VirtMap.PLIC), plic.deviceTree())
                .cells64("reg", VirtMap.PLIC, PLIC_SIZE)
                .cells("interrupts-extended", lines(harts, MACHINE_EXTERNAL, SUPERVISOR_EXTERNAL));
    }

    private static Node part(Node bus, Part part) {
        return describe(bus.child(part.name(), part.address()), part.device().deviceTree())
                .cells64("reg", part.address(), part.size());
    }

    private static void interrupting(Node node, Part part, int interrupts) {
        if (part.irq() != 0) {
            node.cells("interrupts", part.irq()).cells("interrupt-parent", interrupts);
        }
    }

    private void interrupters(Node soc, List<Integer> harts) {
        if (!aclint) {
            soc.child("clint", VirtMap.CLINT)
                    .strings("compatible", List.of("sifive,clint0", "riscv,clint0"))
                    .cells64("reg", VirtMap.CLINT, VirtMap.CLINT_SIZE)
                    .cells("interrupts-extended", lines(harts, MACHINE_SOFTWARE, MACHINE_TIMER));
            return;
        }
        softwareInterrupts(soc, "mswi", VirtMap.CLINT, lines(harts, MACHINE_SOFTWARE));
        soc.child("mtimer", VirtMap.MTIMER + MTIME)
                .string("compatible", "riscv,aclint-mtimer")
                .cells64("reg", VirtMap.MTIMER + MTIME, Long.BYTES, VirtMap.MTIMER, MTIME)
                .cells("interrupts-extended", lines(harts, MACHINE_TIMER));
        softwareInterrupts(soc, "sswi", VirtMap.SSWI, lines(harts, SUPERVISOR_SOFTWARE));
    }

    private static void softwareInterrupts(Node soc, String name, long address, int[] lines) {
        soc.child(name, address)
                .string("compatible", "riscv,aclint-" + name)
                .cells64("reg", address, ACLINT_SWI_SIZE)
                .flag("interrupt-controller")
                .cells("#address-cells", 0)
                .cells("#interrupt-cells", 0)
                .cells("interrupts-extended", lines);
    }

    /** For each hart each of the interrupts. */
    private static int[] lines(List<Integer> harts, int... interrupts) {
        var cells = new ArrayList<Integer>();
        for (int hart : harts) {
            for (int interrupt : interrupts) {
                cells.add(hart);
                cells.add(interrupt);
            }
        }
        return cells.stream().mapToInt(Integer::intValue).toArray();
    }

    private static void syscon(Node node, String compatible, int regmap, int value) {
        node.string("compatible", compatible)
                .cells("regmap", regmap)
                .cells("offset", 0)
                .cells("value", value);
    }

    /** Writes down what somebody says of itself, sorted, so that equal machines have equal trees. */
    private static Node describe(Node node, Map<String, Object> told) {
        new TreeMap<>(told).forEach((name, value) -> {
            switch (value) {
                case String text -> node.string(name, text);
                case Integer cell -> node.cells(name, cell);
                case Boolean set when set -> node.flag(name);
                case List<?> texts ->
                    node.strings(name, texts.stream().map(String::valueOf).toList());
                default ->
                    throw new IllegalArgumentException(
                            "property '%s' of a device tree cannot be %s".formatted(name, value));
            }
        });
        return node;
    }
}
