package org.backplane.phase.boot;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.backplane.api.command.CommandException;
import org.backplane.api.firmware.Firmware;
import org.backplane.api.machine.Board;
import org.backplane.api.phase.EntersPhase;
import org.backplane.api.phase.Phase;
import org.backplane.api.phase.PhaseHandler;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * On the way to {@code machine-ready}: reads firmware, kernel, initial RAM disk and device tree, and says where they go
 * and what is started.
 */
@Component
@EntersPhase(Phase.MACHINE_READY)
public final class LoadPrograms implements PhaseHandler {
    private static final String NAME = "backplane.firmware.name";

    /** No firmware at all: the kernel is started as firmware is. */
    private static final String NONE = "none";

    /** What serves a kernel when the user names no firmware. */
    private static final String DEFAULT = "sbi";

    private final Map<String, Firmware> firmware = new ConcurrentSkipListMap<>();

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addFirmware(Firmware added, Map<String, Object> properties) {
        firmware.put((String) properties.get(NAME), added);
    }

    void removeFirmware(Firmware removed, Map<String, Object> properties) {
        firmware.remove((String) properties.get(NAME), removed);
    }

    @Override
    public void enter(Board board) {
        var loader = new Loader(board);
        var name = board.settings().firmware();
        if (name.isEmpty() && board.settings().kernel().isEmpty() || name.equals(Optional.of(NONE))) {
            loader.bare();
        } else {
            loader.with(name.orElse(DEFAULT), builtIn(name));
        }
        board.bootPlan(loader.plan());
    }

    /** The built-in firmware of that name; empty if it is a file's. */
    private Optional<Firmware> builtIn(Optional<String> name) {
        var found = Optional.ofNullable(firmware.get(name.orElse(DEFAULT)));
        if (found.isEmpty() && name.isEmpty()) {
            throw CommandException.badArgument(
                    "firmware",
                    "built-in firmware '%s' not found; there is %s"
                            .formatted(DEFAULT, firmware.isEmpty() ? "none" : String.join(", ", firmware.keySet())));
        }
        return found;
    }

    /** Bytes and plan are the board's, which drops them when it is cleared; entering again replaces them. */
    @Override
    public void undo(Board board) {}
}
