package org.backplane.machine.none;

import org.backplane.api.DataSize;
import org.backplane.api.command.Command;
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

/** A machine without processors and devices, on which programs try what else there is; with memory if asked for. */
@Component
@MachineName("none")
public final class NoneMachine implements MachineType<Command.None> {
    private static final long PAGE = 4096;

    @Override
    public void check(Command.None properties, MachineSettings settings) {
        settings.memory().map(DataSize::bytes).ifPresent(size -> {
            if (size == 0 || size % PAGE != 0) {
                throw CommandException.badArgument(
                        "memory", "Parameter 'memory' expects a multiple of 4K, not 0, on machine 'none'");
            }
        });
    }

    @Override
    public Machine build(Command.None properties, Board board) {
        long size = board.settings().memory().map(DataSize::bytes).orElse(0L);
        if (size > 0) {
            board.ram("ram", 0, size);
        }
        return new Machine() {
            @Override
            public void place(BoardDevice device) {
                throw CommandException.badArgument("driver", "Machine 'none' takes no devices");
            }

            @Override
            public BootLayout bootLayout() {
                return new BootLayout(0, size, 0, 0);
            }

            @Override
            public void boot(BootPlan plan) {}
        };
    }
}
