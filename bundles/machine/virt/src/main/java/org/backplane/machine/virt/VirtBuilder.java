package org.backplane.machine.virt;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.command.CommandException;
import org.backplane.api.device.Irq;
import org.backplane.api.machine.Board;
import org.backplane.api.machine.BoardDevice;
import org.backplane.api.machine.Machine;
import org.backplane.api.memory.Ram;

/** Builds one machine: memory, harts, the devices that all such machines have, and the wires between them. */
final class VirtBuilder {
    private final Board board;
    private final VirtType.Properties properties;
    private final int harts;
    private final List<Part> parts = new ArrayList<>();

    VirtBuilder(Board board, VirtType.Properties properties) {
        this.board = board;
        this.properties = properties;
        harts = board.settings().cpus();
    }

    Machine build() {
        var rom = board.rom("riscv_virt_board.mrom", VirtMap.RESET_ROM, VirtMap.RESET_ROM_SIZE);
        var ram = ram();
        harts();
        interrupters();
        var plic = plic();
        part("serial", device("serial0", "serial-mm", serial()), VirtMap.UART, VirtMap.UART_SIZE, VirtMap.UART_IRQ)
                .irq("irq", plic.input(VirtMap.UART_IRQ));
        part("rtc", device("rtc", "goldfish_rtc", Map.of()), VirtMap.RTC, VirtMap.RTC_SIZE, VirtMap.RTC_IRQ)
                .irq("alarm", plic.input(VirtMap.RTC_IRQ));
        part("test", device("test", "riscv.sifive.test", Map.of()), VirtMap.TEST, VirtMap.TEST_SIZE, 0);
        var fwCfg = new Part(
                "fw-cfg",
                device("fw-cfg", "fw_cfg_mem", Map.of("nb-cpus", harts)).window(0, VirtMap.FW_CFG),
                VirtMap.FW_CFG,
                VirtMap.FW_CFG_SIZE,
                0);
        flash("pflash0", properties.pflash0(), VirtMap.FLASH);
        flash("pflash1", properties.pflash1(), VirtMap.FLASH_1);
        var tree = new VirtTree(board, fwCfg, List.copyOf(parts), plic, properties.aclint());
        return new Virt(board, ram, new ResetCode(rom), new MmioPlaces(board, plic), tree, properties);
    }

    /** A bank of 128 blocks of 256 KiB, of two chips of 16 lines each. */
    private void flash(String id, Optional<String> node, long address) {
        try {
            device(
                            id,
                            "cfi.pflash01",
                            node.<Map<String, Object>>map(name -> Map.of("drive", name))
                                    .orElse(Map.of()))
                    .window(0, address);
        } catch (CommandException e) {
            throw CommandException.badArgument(id, e.message());
        }
    }

    private Ram ram() {
        try {
            return board.ram(
                    VirtMap.RAM_NAME,
                    VirtMap.RAM,
                    VirtType.memory(board.settings()).bytes());
        } catch (CommandException e) {
            throw e.inside("memory");
        }
    }

    private void harts() {
        var type = board.settings().cpu().orElse(VirtType.DEFAULT_CPU);
        for (int hart = 0; hart < harts; hart++) {
            board.cpu(type, Map.of());
        }
    }

    /** What interrupts harts without the PLIC: each other, and time. */
    private void interrupters() {
        interrupter("mswi", "riscv.aclint.swi", Map.of(), VirtMap.CLINT, "msip");
        interrupter(
                "mtimer",
                "riscv.aclint.mtimer",
                Map.of("timebase-freq", VirtMap.TIMEBASE_HERTZ),
                VirtMap.MTIMER,
                "mtip");
        if (properties.aclint()) {
            interrupter("sswi", "riscv.aclint.swi", Map.of("sswi", true), VirtMap.SSWI, "ssip");
        }
    }

    private void interrupter(String id, String type, Map<String, Object> more, long address, String line) {
        var all = new HashMap<String, Object>(more);
        all.put("num-harts", harts);
        var device = device(id, type, all).window(0, address);
        for (int hart = 0; hart < harts; hart++) {
            device.irq(line + hart, input(hart, line));
        }
    }

    private BoardDevice plic() {
        var plic = device(
                "plic",
                "riscv.sifive.plic",
                Map.of(
                        "hart-config",
                        String.join(",", Collections.nCopies(harts, "MS")),
                        "num-sources",
                        VirtMap.IRQ_SOURCES));
        plic.window(0, VirtMap.PLIC);
        for (int hart = 0; hart < harts; hart++) {
            plic.irq("meip" + hart, input(hart, "meip")).irq("seip" + hart, input(hart, "seip"));
        }
        return plic;
    }

    private Irq input(int hart, String line) {
        try {
            return board.cpus().get(hart).input(line);
        } catch (IllegalArgumentException e) {
            throw CommandException.badArgument(
                    "cpu", "Machine 'virt' takes RISC-V processors: this one has no line '%s'".formatted(line));
        }
    }

    private Map<String, Object> serial() {
        return board.serial(0)
                .<Map<String, Object>>map(id -> Map.of("chardev", id))
                .orElse(Map.of());
    }

    private BoardDevice part(String name, BoardDevice device, long address, long size, int irq) {
        parts.add(new Part(name, device, address, size, irq));
        return device.window(0, address);
    }

    private BoardDevice device(String id, String type, Map<String, Object> of) {
        return board.device(id, type, of).realize();
    }
}
