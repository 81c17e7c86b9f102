package org.backplane.phase.boot;

import org.backplane.api.machine.Board;
import org.backplane.api.phase.EntersPhase;
import org.backplane.api.phase.Phase;
import org.backplane.api.phase.PhaseHandler;
import org.backplane.api.schema.Types;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** A step to {@code machine-ready}: firmware, kernel, initial RAM disk and device tree are loaded. */
@Component
@EntersPhase(Phase.MACHINE_READY)
public final class LoadBootFiles implements PhaseHandler {
    private final Types types;

    @Activate
    public LoadBootFiles(@Reference Types types) {
        this.types = types;
    }

    @Override
    public void enter(Board board) {
        var loader = new Loader(board.settings(), board.machine().bootLayout(), types);
        var plan = loader.plan();
        loader.images().forEach((name, image) -> board.image(name, image.address(), image.bytes()));
        board.bootPlan(plan);
    }

    @Override
    public void undo(Board board) {
        board.unload();
    }
}
