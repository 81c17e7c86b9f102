package org.backplane.machine.virt;

import java.security.SecureRandom;
import java.util.List;
import org.backplane.api.machine.Board;
import org.backplane.api.machine.BoardDevice;
import org.backplane.api.machine.BootPlan;
import org.backplane.lib.fdt.DeviceTree;
import org.backplane.lib.fdt.Node;

/** The device tree of a {@link Virt}, as kernels know it from QEMU. */
final class VirtTree {
    private static final int TIMEBASE = 10_000_000;
    private static final int MSIP = 3;
    private static final int MTIP = 7;
    private static final int SEIP = 9;
    private static final int MEIP = 11;
    private static final int POWER_OFF = 0x5555;
    private static final int REBOOT = 0x7777;
    private static final long CLINT_SIZE = 0x1_0000;
    private static final long UART_SIZE = 0x100;
    private static final long PAGE = 0x1000;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final DeviceTree tree = new DeviceTree();
    private final Node soc;
    private final int plic;

    VirtTree(Board board, long memory) {
        var root = cells(tree.root(), 2, 2)
                .strings("compatible", "riscv-virtio")
                .strings("model", "riscv-virtio,backplane");
        root.child("chosen");
        root.child("memory@%x".formatted(Virt.RAM))
                .strings("device_type", "memory")
                .longs("reg", Virt.RAM, memory);
        var controllers = addCpus(root.child("cpus"), board);
        soc = cells(root.child("soc"), 2, 2).strings("compatible", "simple-bus").flag("ranges");
        addClint(controllers);
        plic = addPlic(controllers, device(board, "plic"));
        addDevice("serial", device(board, "serial0"), Virt.UART, UART_SIZE, Virt.UART_IRQ);
        addDevice("rtc", device(board, "rtc"), Virt.RTC, PAGE, Virt.RTC_IRQ);
        addTest(root, device(board, "test"));
    }

    private static BoardDevice device(Board board, String id) {
        return board.devices().stream()
                .filter(device -> device.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the board has lost its " + id));
    }

    private static Node cells(Node node, int address, int size) {
        return node.cells("#address-cells", address).cells("#size-cells", size);
    }

    /** Adds the harts; returns the numbers of their interrupt controllers. */
    private int[] addCpus(Node cpus, Board board) {
        cells(cpus, 1, 0).cells("timebase-frequency", TIMEBASE);
        int count = board.cpus().size();
        var controllers = new int[count];
        var phandles = new int[count];
        for (int i = 0; i < count; i++) {
            var cpu = cpus.child("cpu@" + i);
            phandles[i] = tree.phandle(cpu);
            cpu.strings("device_type", "cpu")
                    .cells("reg", i)
                    .strings("status", "okay")
                    .strings("compatible", "riscv")
                    .all(board.cpus().get(i).deviceTree());
            var controller = cpu.child("interrupt-controller")
                    .cells("#interrupt-cells", 1)
                    .flag("interrupt-controller")
                    .strings("compatible", "riscv,cpu-intc");
            controllers[i] = tree.phandle(controller);
        }
        var cluster = cpus.child("cpu-map").child("cluster0");
        for (int i = 0; i < count; i++) {
            cluster.child("core" + i).cells("cpu", phandles[i]);
        }
        return controllers;
    }

    private void addClint(int[] controllers) {
        soc.child("clint@%x".formatted(Virt.CLINT))
                .strings("compatible", "sifive,clint0", "riscv,clint0")
                .longs("reg", Virt.CLINT, CLINT_SIZE)
                .cells("interrupts-extended", lines(controllers, MSIP, MTIP));
    }

    private int addPlic(int[] controllers, BoardDevice device) {
        var node = soc.child("plic@%x".formatted(Virt.PLIC))
                .all(device.deviceTree())
                .longs("reg", Virt.PLIC, Virt.PLIC_SIZE)
                .cells("interrupts-extended", lines(controllers, MEIP, SEIP));
        return tree.phandle(node);
    }

    private static int[] lines(int[] controllers, int first, int second) {
        var lines = new int[controllers.length * 4];
        for (int i = 0; i < controllers.length; i++) {
            lines[4 * i] = controllers[i];
            lines[4 * i + 1] = first;
            lines[4 * i + 2] = controllers[i];
            lines[4 * i + 3] = second;
        }
        return lines;
    }

    private Node addDevice(String name, BoardDevice device, long address, long size, int irq) {
        return soc.child("%s@%x".formatted(name, address))
                .all(device.deviceTree())
                .longs("reg", address, size)
                .cells("interrupt-parent", plic)
                .cells("interrupts", irq);
    }

    private void addTest(Node root, BoardDevice device) {
        var test = soc.child("test@%x".formatted(Virt.TEST))
                .all(device.deviceTree())
                .longs("reg", Virt.TEST, PAGE);
        int phandle = tree.phandle(test);
        addSyscon(root.child("poweroff"), "syscon-poweroff", phandle, POWER_OFF);
        addSyscon(root.child("reboot"), "syscon-reboot", phandle, REBOOT);
    }

    private static void addSyscon(Node node, String compatible, int test, int value) {
        node.strings("compatible", compatible)
                .cells("regmap", test)
                .cells("offset", 0)
                .cells("value", value);
    }

    /** Adds a device of the user's; one that device trees do not know is left out. */
    void addPlaced(BoardDevice device, long address, int irq) {
        var described = device.deviceTree();
        if (described.isEmpty()) {
            return;
        }
        var name = described.get("compatible") instanceof String compatible ? compatible.replace(',', '_') : "device";
        addDevice(name, device, address, PAGE, irq);
    }

    /** The flattened tree, with what the kernel is to know of its start. */
    byte[] flatten(BootPlan plan) {
        var chosen = tree.root().child("chosen").strings("stdout-path", "/soc/serial@%x".formatted(Virt.UART));
        choose(chosen, plan);
        return tree.flatten();
    }

    /** A user's tree with what the kernel is to know of its start. */
    static byte[] amend(byte[] blob, BootPlan plan) {
        var tree = DeviceTree.parse(blob);
        choose(tree.root().child("chosen"), plan);
        return tree.flatten();
    }

    private static void choose(Node chosen, BootPlan plan) {
        var seed = new byte[32];
        RANDOM.nextBytes(seed);
        chosen.bytes("rng-seed", seed);
        if (!plan.cmdline().isEmpty()) {
            chosen.strings("bootargs", List.of(plan.cmdline()));
        }
        plan.initrd()
                .ifPresent(initrd ->
                        chosen.longs("linux,initrd-start", initrd.start()).longs("linux,initrd-end", initrd.end()));
    }
}
