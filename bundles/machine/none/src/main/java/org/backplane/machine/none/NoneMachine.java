package org.backplane.machine.none;

import java.util.Map;
import java.util.Optional;
import org.backplane.api.DataSize;
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

/**
 * A machine with nothing in it: for asking questions about what there is. It has a processor and memory at address 0
 * only if the user names them, as QEMU's {@code none}.
 */
@Component(service = MachineType.class)
@MachineName("none")
@Doc("A machine with nothing in it.")
public final class NoneMachine implements MachineType<NoneMachine.Properties> {
    private static final long PAGE = 4096;
    private static final String RAM = "ram";

    /** It has no properties of its own. */
    public record Properties() {}

    @Override
    public void check(Properties properties, MachineSettings settings) {
        if (settings.memory().orElse(new DataSize(0)).bytes() % PAGE != 0) {
            throw CommandException.badArgument("memory", "Invalid memory size: expected a multiple of 4K");
        }
        if (settings.cpus() < 0 || settings.cpus() > 1) {
            throw CommandException.badArgument(
                    "cpus",
                    "Invalid SMP CPUs %d: machine 'none' takes 0 or 1, and 1 only of a named type"
                            .formatted(settings.cpus()));
        }
        refuse("firmware", settings.firmware());
        refuse("kernel", settings.kernel());
        refuse("initrd", settings.initrd());
        refuse("cmdline", settings.cmdline());
        refuse("dtb", settings.dtb());
    }

    private static void refuse(String setting, Optional<String> value) {
        if (value.isPresent()) {
            throw CommandException.badArgument(
                    setting, "Machine 'none' boots nothing and takes no '%s'".formatted(setting));
        }
    }

    @Override
    public Traits traits() {
        return new Traits(1, Optional.empty(), Optional.of(RAM));
    }

    @Override
    public Machine build(Properties properties, Board board) {
        var settings = board.settings();
        long memory = settings.memory().orElse(new DataSize(0)).bytes();
        if (memory > 0) {
            board.ram(RAM, 0, memory);
        }
        if (settings.cpus() > 0) {
            settings.cpu().ifPresent(type -> board.cpu(type, Map.of()));
        }
        return new Empty(memory);
    }

    private record Empty(long memory) implements Machine {

        @Override
        public void place(BoardDevice device) {
            throw CommandException.badArgument("driver", "Machine 'none' has no place for a " + device.type());
        }

        @Override
        public BootLayout bootLayout() {
            return new BootLayout(0, memory, 0, 0);
        }

        /** There is nothing to start; a processor begins at its own reset vector. */
        @Override
        public void boot(BootPlan plan) {}
    }
}
