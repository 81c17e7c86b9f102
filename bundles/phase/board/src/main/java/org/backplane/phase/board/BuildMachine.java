package org.backplane.phase.board;

import org.backplane.api.machine.Board;
import org.backplane.api.phase.EntersPhase;
import org.backplane.api.phase.Phase;
import org.backplane.api.phase.PhaseHandler;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The step to {@code machine-initialized}: the machine is built. */
@Component
@EntersPhase(Phase.MACHINE_INITIALIZED)
public final class BuildMachine implements PhaseHandler {
    private final MachineTypes types;

    @Activate
    public BuildMachine(@Reference MachineTypes types) {
        this.types = types;
    }

    @Override
    public void enter(Board board) {
        try {
            board.machine(types.choose(board.settings()).build(board));
        } catch (RuntimeException | LinkageError e) {
            board.clear();
            throw e;
        }
    }

    @Override
    public void undo(Board board) {
        board.clear();
    }
}
