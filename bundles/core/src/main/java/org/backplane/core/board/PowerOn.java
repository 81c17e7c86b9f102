package org.backplane.core.board;

import org.backplane.api.machine.Board;
import org.backplane.api.phase.EntersPhase;
import org.backplane.api.phase.Phase;
import org.backplane.api.phase.PhaseHandler;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The last step to {@code machine-ready}: everything is loaded, so the machine is reset for its first start. */
@Component(property = "service.ranking:Integer=-2147483648")
@EntersPhase(Phase.MACHINE_READY)
public final class PowerOn implements PhaseHandler {
    private final Vm vm;

    @Activate
    public PowerOn(@Reference Vm vm) {
        this.vm = vm;
    }

    @Override
    public void enter(Board board) {
        vm.powerOn();
    }

    @Override
    public void undo(Board board) {}
}
