package org.backplane.machine.virt;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.backplane.api.DataSize;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandException;
import org.backplane.api.machine.Board;
import org.backplane.api.machine.BoardDevice;
import org.backplane.api.machine.Machine;
import org.backplane.api.machine.MachineName;
import org.backplane.api.machine.MachineSettings;
import org.backplane.api.machine.MachineType;
import org.osgi.service.component.annotations.Component;

/**
 * QEMU's RISC-V {@code virt}: its memory map and interrupt numbers, with 1 to 8 harts, and eight places for devices
 * on the bus.
 *
 * <p>Left out until their devices are there: flash, fw_cfg, PCI Express and the platform bus.
 */
@Component
@MachineName("virt")
public final class Virt implements MachineType<Command.None> {
    static final long RAM = 0x8000_0000L;
    static final long BOOT_ROM = 0x1000;
    private static final long BOOT_ROM_SIZE = 0xf000;
    static final long TEST = 0x10_0000;
    static final long RTC = 0x10_1000;
    static final long CLINT = 0x200_0000;
    static final long PLIC = 0xc00_0000;
    static final long UART = 0x1000_0000;
    static final int UART_IRQ = 10;
    static final int RTC_IRQ = 11;

    private static final int MAX_CPUS = 8;
    private static final DataSize DEFAULT_MEMORY = DataSize.parse("128M");
    private static final DataSize LEAST_MEMORY = DataSize.parse("4K");
    private static final DataSize MOST_MEMORY = DataSize.parse("64G");

    private static final int SWI_SIZE = 0x4000;
    /** With the software interrupts' half below it, what was the CLINT of SiFive. */
    private static final int MTIMER_SIZE = 0x8000;

    static final int PLIC_SIZE = 0x60_0000;

    @Override
    public void check(Command.None properties, MachineSettings settings) {
        if (settings.cpus() < 1 || settings.cpus() > MAX_CPUS) {
            throw CommandException.badArgument(
                    "cpus", "Parameter 'cpus' expects 1 to %d on machine 'virt'".formatted(MAX_CPUS));
        }
        long memory = memory(settings);
        if (memory < LEAST_MEMORY.bytes() || memory > MOST_MEMORY.bytes() || memory % LEAST_MEMORY.bytes() != 0) {
            throw CommandException.badArgument(
                    "memory",
                    "Parameter 'memory' expects %s to %s, a multiple of 4K, on machine 'virt'"
                            .formatted(LEAST_MEMORY, MOST_MEMORY));
        }
    }

    private static long memory(MachineSettings settings) {
        return settings.memory().orElse(DEFAULT_MEMORY).bytes();
    }

    @Override
    public Machine build(Command.None properties, Board board) {
        var settings = board.settings();
        var rom = board.rom("mrom", BOOT_ROM, BOOT_ROM_SIZE);
        var ram = board.ram("ram", RAM, memory(settings));
        for (int i = 0; i < settings.cpus(); i++) {
            board.cpu(settings.cpu().orElse("rv64"), Map.of());
        }
        addClint(board);
        var plic = addPlic(board);
        addUart(board, plic);
        board.device("rtc", "goldfish_rtc", Map.of())
                .window(0, RTC)
                .irq("alarm", plic.input(RTC_IRQ))
                .realize();
        board.device("test", "riscv.sifive.test", Map.of()).window(0, TEST).realize();
        return new VirtMachine(board, rom, ram, plic);
    }

    private static void addClint(Board board) {
        long harts = board.cpus().size();
        var swi = board.device("swi", "riscv.aclint.swi", Map.of("num-harts", harts))
                .window(0, CLINT)
                .realize();
        var mtimer = board.device("mtimer", "riscv.aclint.mtimer", Map.of("num-harts", harts, "aperture-size", (long)
                        MTIMER_SIZE))
                .window(0, CLINT + SWI_SIZE)
                .realize();
        for (int i = 0; i < harts; i++) {
            var cpu = board.cpus().get(i);
            swi.irq("msip" + i, cpu.input("msip"));
            mtimer.irq("mtip" + i, cpu.input("mtip"));
        }
    }

    private static BoardDevice addPlic(Board board) {
        int harts = board.cpus().size();
        var contexts = IntStream.range(0, harts).mapToObj(_ -> "MS").collect(Collectors.joining(","));
        var plic = board.device("plic", "riscv.sifive.plic", Map.of("hart-config", contexts))
                .window(0, PLIC)
                .realize();
        for (int i = 0; i < harts; i++) {
            var cpu = board.cpus().get(i);
            plic.irq("meip" + i, cpu.input("meip"));
            plic.irq("seip" + i, cpu.input("seip"));
        }
        return plic;
    }

    private static void addUart(Board board, BoardDevice plic) {
        var properties = board.serial(0)
                .<Map<String, Object>>map(id -> Map.of("chardev", id))
                .orElse(Map.of());
        board.device("serial0", "serial-mm", properties)
                .window(0, UART)
                .irq("irq", plic.input(UART_IRQ))
                .realize();
    }
}
