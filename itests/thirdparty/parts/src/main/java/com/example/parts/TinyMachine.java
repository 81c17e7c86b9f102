package com.example.parts;

import java.util.List;
import java.util.Map;
import org.backplane.api.DataSize;
import org.backplane.api.Default;
import org.backplane.api.Doc;
import org.backplane.api.command.CommandException;
import org.backplane.api.machine.Board;
import org.backplane.api.machine.BoardDevice;
import org.backplane.api.machine.BootLayout;
import org.backplane.api.machine.BootPlan;
import org.backplane.api.machine.Machine;
import org.backplane.api.machine.MachineName;
import org.backplane.api.machine.MachineSettings;
import org.backplane.api.machine.MachineType;
import org.osgi.service.component.annotations.Component;

/** A machine type: one hart, RAM, a serial port, a power switch, and places for devices without interrupts. */
@Component(service = MachineType.class)
@MachineName("example-tiny")
@Doc("One hart, RAM, a serial port and a power switch.")
public final class TinyMachine implements MachineType<TinyMachine.Properties> {
    private static final int ELF_RISCV = 243;
    private static final long POWER = 0x10_0000;
    private static final long SERIAL = 0x1000_0000;
    private static final long PLACES = 0x2000_0000;
    private static final long RAM = 0x8000_0000L;
    private static final DataSize MEMORY = DataSize.parse("16M");

    /** Properties of its own. */
    public record Properties(@Doc("How far the places of devices are apart") @Default("4K") DataSize stride) {}

    @Override
    public void check(Properties properties, MachineSettings settings) {
        if (settings.cpus() > 1) {
            throw CommandException.badArgument("cpus", "Machine 'example-tiny' has one processor");
        }
    }

    @Override
    public Machine build(Properties properties, Board board) {
        long size = board.settings().memory().orElse(MEMORY).bytes();
        board.ram("ram", RAM, size);
        board.cpu(board.settings().cpu().orElse("rv64"), Map.of());
        board.device("power", "riscv.sifive.test", Map.of()).window(0, POWER).realize();
        var chardev = board.serial(0).<Map<String, Object>>map(id -> Map.of("chardev", id));
        board.device("serial", "serial-mm", chardev.orElse(Map.of()))
                .window(0, SERIAL)
                .realize();
        return new Tiny(board, size, properties.stride.bytes());
    }

    private record Tiny(Board board, long size, long stride) implements Machine {
        @Override
        public void place(BoardDevice device) {
            long before = board.devices().stream()
                    .filter(other -> other.path().startsWith("/machine/peripheral") && !other.equals(device))
                    .count();
            device.window(0, PLACES + before * stride);
        }

        @Override
        public BootLayout bootLayout() {
            return new BootLayout(RAM, size, RAM, ELF_RISCV);
        }

        @Override
        public List<String> serialLines() {
            return List.of("serial0");
        }

        @Override
        public void boot(BootPlan plan) {
            board.cpus().forEach(hart -> hart.register("pc", plan.entry()));
        }
    }
}
