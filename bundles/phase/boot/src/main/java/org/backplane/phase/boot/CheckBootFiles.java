package org.backplane.phase.boot;

import java.util.Optional;
import org.backplane.api.command.CommandException;
import org.backplane.api.machine.Board;
import org.backplane.api.machine.BootLayout;
import org.backplane.api.machine.MachineCheck;
import org.backplane.api.machine.MachineSettings;
import org.backplane.api.machine.MachineType;
import org.backplane.api.phase.EntersPhase;
import org.backplane.api.phase.Phase;
import org.backplane.api.phase.PhaseHandler;
import org.backplane.api.schema.Types;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * A step to {@code machine-created}: the files that the user names are there and are what they should be by their
 * looks, so that mistakes are reported where they were made. They are loaded when there is memory for them; nothing is
 * made here, so nothing is taken back.
 */
@Component(
        service = {PhaseHandler.class, MachineCheck.class},
        property = "service.ranking:Integer=-100") // the machine's type may have more to say
@EntersPhase(Phase.MACHINE_CREATED)
public final class CheckBootFiles implements PhaseHandler, MachineCheck {
    private final Types types;

    @Activate
    public CheckBootFiles(@Reference Types types) {
        this.types = types;
    }

    @Override
    public void enter(Board board) {
        look(board.settings());
    }

    /** Loads them too, into no memory, where it is known what memory there would be. */
    @Override
    public void check(MachineSettings settings) {
        look(settings);
        types.find(MachineType.class, settings.type())
                .flatMap(type -> layout(type, settings))
                .ifPresent(layout -> new Loader(settings, layout, types).plan());
    }

    private static Optional<BootLayout> layout(MachineType<?> type, MachineSettings settings) {
        return type.bootLayout(settings);
    }

    private void look(MachineSettings settings) {
        CommandException.checkAll(
                () -> needsKernel("initrd", settings.initrd(), settings),
                () -> needsKernel("cmdline", settings.cmdline(), settings),
                () -> lookAtFirmware(settings),
                () -> settings.kernel().ifPresent(name -> lookAtKernel(new BootFile("kernel", name), settings)),
                () -> settings.initrd().ifPresent(name -> new BootFile("initrd", name).head()),
                () -> settings.dtb().ifPresent(name -> Loader.deviceTree(new BootFile("dtb", name))));
    }

    private void lookAtFirmware(MachineSettings settings) {
        if (FirmwareChoice.of(settings, types) instanceof FirmwareChoice.Given(var file)) {
            file.head();
        }
    }

    /** What firmware from a file starts may be the next firmware, and look like anything. */
    private void lookAtKernel(BootFile file, MachineSettings settings) {
        var head = file.head();
        if (!(FirmwareChoice.of(settings, types) instanceof FirmwareChoice.Given)) {
            Programs.checkKernel(file, head);
        }
    }

    private static void needsKernel(String setting, Optional<String> value, MachineSettings settings) {
        if (value.isPresent() && settings.kernel().isEmpty()) {
            throw CommandException.badArgument(setting, "'%s' is for a kernel, and there is none".formatted(setting));
        }
    }

    @Override
    public void undo(Board board) {}
}
