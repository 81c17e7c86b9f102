package org.backplane.phase.boot;

import java.util.Optional;
import org.backplane.api.command.CommandException;
import org.backplane.api.machine.Board;
import org.backplane.api.machine.MachineSettings;
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
@Component(property = "service.ranking:Integer=-100") // the machine's type may have more to say
@EntersPhase(Phase.MACHINE_CREATED)
public final class CheckBootFiles implements PhaseHandler {
    private final Types types;

    @Activate
    public CheckBootFiles(@Reference Types types) {
        this.types = types;
    }

    @Override
    public void enter(Board board) {
        var settings = board.settings();
        needsKernel("initrd", settings.initrd(), settings);
        needsKernel("cmdline", settings.cmdline(), settings);
        var firmware = FirmwareChoice.of(settings, types);
        if (firmware instanceof FirmwareChoice.Given given) {
            given.file().head();
        }
        settings.kernel().map(name -> new BootFile("kernel", name)).ifPresent(file -> checkKernel(file, firmware));
        settings.initrd().map(name -> new BootFile("initrd", name)).ifPresent(BootFile::head);
        settings.dtb().map(name -> new BootFile("dtb", name)).ifPresent(Loader::deviceTree);
    }

    /** What firmware from a file starts may be the next firmware, and look like anything. */
    private static void checkKernel(BootFile file, FirmwareChoice firmware) {
        var head = file.head();
        if (!(firmware instanceof FirmwareChoice.Given)) {
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
