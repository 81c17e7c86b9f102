package org.backplane.testkit.probe;

import java.util.Map;
import org.backplane.api.command.CommandException;
import org.backplane.api.machine.Board;
import org.backplane.api.memory.AddressSpace;
import org.backplane.api.phase.EntersPhase;
import org.backplane.api.phase.Phase;
import org.backplane.api.phase.PhaseHandler;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;

/** Gets hold of the board of each machine that becomes ready, and plugs a {@link ProbeClock} into it. */
@Component(service = {Probe.class, PhaseHandler.class})
@EntersPhase(Phase.MACHINE_READY)
public final class Probe implements PhaseHandler {
    private volatile @Nullable Board board;

    @Override
    public void enter(Board entered) {
        if (entered.devices().stream().noneMatch(device -> device.type().equals(ProbeClock.NAME))) {
            entered.device(ProbeClock.NAME, ProbeClock.NAME, Map.of()).realize();
        }
        board = entered;
    }

    @Override
    public void undo(Board left) {
        board = null;
    }

    /**
     * The guest addresses of the machine.
     *
     * @throws CommandException if none is ready
     */
    AddressSpace memory() {
        var ready = board;
        if (ready == null) {
            throw CommandException.failed("There is no machine that is ready");
        }
        return ready.memory();
    }
}
