package org.backplane.phase.board;

import org.backplane.api.machine.Board;
import org.backplane.api.phase.EntersPhase;
import org.backplane.api.phase.Phase;
import org.backplane.api.phase.PhaseHandler;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** On the way to {@code machine-created}: there is such a type of machine, and it can be as the user wants it. */
@Component
@EntersPhase(Phase.MACHINE_CREATED)
public final class CheckMachine implements PhaseHandler {
    private final MachineTypes types;

    @Activate
    public CheckMachine(@Reference MachineTypes types) {
        this.types = types;
    }

    @Override
    public void enter(Board board) {
        types.check(board);
    }

    @Override
    public void undo(Board board) {}
}
