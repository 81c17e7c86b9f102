package org.backplane.machine.virt;

import java.security.SecureRandom;
import java.util.List;
import org.backplane.api.DataSize;
import org.backplane.api.command.CommandException;
import org.backplane.api.machine.Board;
import org.backplane.api.machine.BoardDevice;
import org.backplane.api.machine.BootLayout;
import org.backplane.api.machine.BootPlan;
import org.backplane.api.machine.BootPlan.Extent;
import org.backplane.api.machine.Machine;
import org.backplane.api.memory.Ram;
import org.backplane.lib.fdt.DeviceTree;

/** A machine that was built. */
final class Virt implements Machine {
    private static final int ELF_RISCV = 243;
    private static final long FIRMWARE_SIZE = 2 << 20;
    private static final int SEED_SIZE = 32;

    /** Kernels map the device tree by pages of 2 MiB, below 3 GiB for those of 32 bits. */
    private static final long TREE_ALIGNMENT = 2 << 20;

    private static final long TREE_LIMIT = 3L << 30;
    /** For little memory. */
    private static final long SMALL_ALIGNMENT = 4096;

    private final Board board;
    private final Ram ram;
    private final ResetCode resetCode;
    private final MmioPlaces places;
    private final VirtTree tree;
    private final VirtType.Properties properties;
    private final SecureRandom random = new SecureRandom();

    Virt(Board board, Ram ram, ResetCode resetCode, MmioPlaces places, VirtTree tree, VirtType.Properties properties) {
        this.board = board;
        this.ram = ram;
        this.resetCode = resetCode;
        this.places = places;
        this.tree = tree;
        this.properties = properties;
    }

    @Override
    public void place(BoardDevice device) {
        places.place(device);
    }

    @Override
    public void place(BoardDevice device, String bus) {
        places.place(device, bus);
    }

    @Override
    public String busOf(BoardDevice device) {
        return places.busOf(device).orElseGet(() -> Machine.super.busOf(device));
    }

    @Override
    public String nextBus(String type) {
        return places.nextBus(type);
    }

    @Override
    public BootLayout bootLayout() {
        return bootLayout(ram.size());
    }

    /** Where firmware and kernels go with so much memory. */
    static BootLayout bootLayout(long ramSize) {
        return new BootLayout(VirtMap.RAM, ramSize, VirtMap.RAM + FIRMWARE_SIZE, ELF_RISCV);
    }

    @Override
    public List<String> serialLines() {
        return List.of("serial0");
    }

    @Override
    public void boot(BootPlan plan) {
        var described = plan.deviceTree().map(DeviceTree::read).orElseGet(() -> tree.describe(ram.size(), places));
        choose(described, plan);
        var flattened = described.flatten();
        long address = treeAddress(flattened.length, plan.loaded());
        ram.write(address - VirtMap.RAM, flattened, 0, flattened.length);

        resetCode.write(entry(plan), address, next(plan));
        board.cpus().forEach(hart -> hart.register("pc", VirtMap.RESET_ROM));
        if (properties.pflash0().isEmpty()) {
            plan.firmware()
                    .ifPresent(firmware -> firmware.start(board, plan.kernel().orElseThrow(), address));
        }
    }

    /** The first instruction behind the reset code; flash that the user filled goes before all else, as with QEMU. */
    private long entry(BootPlan plan) {
        return properties.pflash0().isPresent() ? VirtMap.FLASH : plan.entry();
    }

    /** What firmware starts; 0 if there is nothing. */
    private long next(BootPlan plan) {
        return properties.pflash1().isPresent()
                ? VirtMap.FLASH_1
                : plan.kernel().orElse(0L);
    }

    /** Says what differs from start to start; Devicetree Specification v0.4, section 3.6. */
    private void choose(DeviceTree described, BootPlan plan) {
        var chosen = described.root().child("chosen");
        if (!plan.cmdline().isEmpty()) {
            chosen.string("bootargs", plan.cmdline());
        }
        plan.initrd()
                .ifPresent(initrd ->
                        chosen.cells64("linux,initrd-start", initrd.start()).cells64("linux,initrd-end", initrd.end()));
        var seed = new byte[SEED_SIZE];
        random.nextBytes(seed);
        chosen.bytes("rng-seed", seed);
    }

    /** As high as kernels reach, and beside all that was loaded. */
    private long treeAddress(int size, List<Extent> loaded) {
        for (long alignment : new long[] {TREE_ALIGNMENT, SMALL_ALIGNMENT}) {
            long address = (Math.min(VirtMap.RAM + ram.size(), TREE_LIMIT) - size) & -alignment;
            while (address >= VirtMap.RAM) {
                var place = new Extent(address, address + size);
                var inTheWay = loaded.stream().filter(place::overlaps).findFirst();
                if (inTheWay.isEmpty()) {
                    return address;
                }
                address = (inTheWay.orElseThrow().start() - size) & -alignment;
            }
        }
        throw CommandException.badArgument(
                "memory",
                "Memory of %s has no room for a device tree of %d bytes beside what is loaded"
                        .formatted(new DataSize(ram.size()), size));
    }
}
