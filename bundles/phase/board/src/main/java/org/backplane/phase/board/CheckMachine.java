package org.backplane.phase.board;

import org.backplane.api.DataSize;
import org.backplane.api.command.CommandException;
import org.backplane.api.machine.Board;
import org.backplane.api.machine.MachineCheck;
import org.backplane.api.machine.MachineSettings;
import org.backplane.api.phase.EntersPhase;
import org.backplane.api.phase.Phase;
import org.backplane.api.phase.PhaseHandler;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The step to {@code machine-created}: such a machine can be. Nothing is made yet, so nothing is taken back. */
@Component(service = {PhaseHandler.class, MachineCheck.class})
@EntersPhase(Phase.MACHINE_CREATED)
public final class CheckMachine implements PhaseHandler, MachineCheck {
    private final MachineTypes types;
    private final HostMemory host;

    @Activate
    public CheckMachine(@Reference MachineTypes types) {
        this(types, HostMemory.ofThisHost());
    }

    /** On another host. */
    CheckMachine(MachineTypes types, HostMemory host) {
        this.types = types;
        this.host = host;
    }

    @Override
    public void enter(Board board) {
        check(board.settings());
    }

    @Override
    public void check(MachineSettings settings) {
        CommandException.checkAll(() -> types.choose(settings).check(settings), () -> checkMemory(settings));
    }

    private void checkMemory(MachineSettings settings) {
        long asked = settings.memory().orElse(new DataSize(0)).bytes();
        if (asked > host.bytes()) {
            throw CommandException.badArgument(
                    "memory",
                    "The host cannot give %s of memory: it has %s".formatted(new DataSize(asked), host.inMegabytes()));
        }
    }

    @Override
    public void undo(Board board) {}
}
