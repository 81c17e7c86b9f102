package com.example.parts;

import java.util.List;
import org.backplane.api.machine.Board;
import org.backplane.api.machine.BoardDevice;
import org.backplane.api.phase.EntersPhase;
import org.backplane.api.phase.Phase;
import org.backplane.api.phase.PhaseHandler;
import org.osgi.service.component.annotations.Component;

/** A phase handler: notes which devices a machine is ready with. */
@Component(service = {PhaseHandler.class, Inventory.class})
@EntersPhase(Phase.MACHINE_READY)
public final class Inventory implements PhaseHandler {
    private volatile List<String> devices = List.of();

    @Override
    public void enter(Board board) {
        devices = board.devices().stream().map(BoardDevice::type).sorted().toList();
    }

    @Override
    public void undo(Board board) {
        devices = List.of();
    }

    List<String> devices() {
        return devices;
    }
}
