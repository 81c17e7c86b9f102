package org.backplane.machine.virt;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.backplane.api.command.CommandException;
import org.backplane.api.machine.Board;
import org.backplane.api.machine.BoardDevice;
import org.backplane.api.machine.BootLayout;
import org.backplane.api.machine.BootPlan;
import org.backplane.api.machine.Machine;
import org.backplane.api.memory.Ram;

/** A {@link Virt} that was built: gives added devices their places, and prepares the start. */
final class VirtMachine implements Machine {
    /** The e_machine of RISC-V; its psABI, section 8.1. */
    private static final int EM_RISCV = 243;

    private static final long TWO_MEBIBYTES = 0x20_0000;

    private static final long FIRST_PLACE = 0x1000_1000L;
    private static final long PLACE_SIZE = 0x1000;
    private static final int PLACES = 8;

    /** Device trees stay below 3 GiB, where 32-bit code finds them too. */
    private static final long TREE_LIMIT = 0xc000_0000L;

    private static final int FW_DYNAMIC_MAGIC = 0x4942_534f;
    private static final int FW_DYNAMIC_VERSION = 2;
    private static final int SUPERVISOR = 1;

    /**
     * What a hart executes first: goes to {@code start} with its number in a0, the device tree in a1, and in a2 what
     * OpenSBI's {@code fw_dynamic} wants to know. The data follows the code.
     */
    private static final int[] RESET_CODE = {
        0x0000_0297, // auipc t0, 0
        0x0282_8613, // addi a2, t0, 40
        0xf140_2573, // csrr a0, mhartid
        0x0202_b583, // ld a1, 32(t0)
        0x0182_b283, // ld t0, 24(t0)
        0x0002_8067, // jr t0
    };

    private final Board board;
    private final Ram rom;
    private final Ram ram;
    private final BoardDevice plic;
    private final long memory;
    private final Map<Integer, BoardDevice> places = new TreeMap<>();

    VirtMachine(Board board, Ram rom, Ram ram, BoardDevice plic) {
        this.board = board;
        this.rom = rom;
        this.ram = ram;
        this.plic = plic;
        memory = ram.size();
    }

    @Override
    public List<String> serialLines() {
        return List.of("serial0");
    }

    @Override
    public BootLayout bootLayout() {
        return new BootLayout(Virt.RAM, memory, Virt.RAM + TWO_MEBIBYTES, EM_RISCV);
    }

    /** Devices of the user's are told apart by their places: place n has the interrupt n + 1. */
    @Override
    public void place(BoardDevice device) {
        if (device.windowSizes().size() != 1
                || device.windowSizes().getFirst() > PLACE_SIZE
                || device.irqs().size() > 1) {
            throw CommandException.badArgument(
                    "driver",
                    "Machine 'virt' takes devices with one window of up to 4K and one interrupt; '%s' is none"
                            .formatted(device.type()));
        }
        places.values().retainAll(board.devices());
        int place = freePlace();
        device.window(0, address(place));
        device.irqs().forEach(irq -> device.irq(irq, plic.input(place + 1)));
        places.put(place, device);
    }

    private int freePlace() {
        for (int place = 0; place < PLACES; place++) {
            if (!places.containsKey(place)) {
                return place;
            }
        }
        throw CommandException.failed("Machine 'virt' has no place for a further device; it takes " + PLACES);
    }

    private static long address(int place) {
        return FIRST_PLACE + place * PLACE_SIZE;
    }

    @Override
    public void boot(BootPlan plan) {
        long tree = putDeviceTree(plan);
        var firmware = plan.firmware();
        if (firmware.isPresent()) {
            firmware.get().start(board, plan.entry(), tree);
        } else {
            putResetCode(plan, tree);
            board.cpus().forEach(cpu -> cpu.register("pc", Virt.BOOT_ROM));
        }
    }

    private long putDeviceTree(BootPlan plan) {
        var described = new VirtTree(board, memory);
        places.values().retainAll(board.devices());
        places.forEach((place, device) -> described.addPlaced(device, address(place), place + 1));
        var blob = plan.deviceTree().map(tree -> VirtTree.amend(tree, plan)).orElseGet(() -> described.flatten(plan));
        long address = Math.min(Virt.RAM + memory, TREE_LIMIT) - blob.length & -TWO_MEBIBYTES;
        if (address < plan.end()) {
            address = plan.end() + TWO_MEBIBYTES - 1 & -TWO_MEBIBYTES;
        }
        long offset = address - Virt.RAM;
        if (offset < 0 || offset > memory - blob.length) {
            throw CommandException.badArgument(
                    "memory",
                    "There is no room for the device tree (%d bytes) in %d bytes of memory"
                            .formatted(blob.length, memory));
        }
        ram.write(offset, blob, 0, blob.length);
        return address;
    }

    private void putResetCode(BootPlan plan, long tree) {
        var code = ByteBuffer.allocate(128).order(ByteOrder.LITTLE_ENDIAN);
        for (int instruction : RESET_CODE) {
            code.putInt(instruction);
        }
        code.putLong(plan.entry()).putLong(tree);
        code.putLong(FW_DYNAMIC_MAGIC)
                .putLong(FW_DYNAMIC_VERSION)
                .putLong(plan.kernel().orElse(0L))
                .putLong(SUPERVISOR)
                .putLong(0)
                .putLong(0);
        rom.write(0, code.array(), 0, code.position());
    }
}
