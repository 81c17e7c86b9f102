package org.backplane.testkit.probe;

import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandName;
import org.backplane.api.memory.AddressSpace.BusFault;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Writes memory or a register as a processor does. */
@Component
@CommandName("testkit-write")
@Doc("Writes memory or a register as a processor does.")
public final class WriteMemory implements Command<WriteMemory.Arguments, Command.Done> {
    public record Arguments(
            @Doc("Guest physical address, a multiple of the width")
            long address,

            @Doc("Width: 1, 2, 4 or 8") int bytes,
            @Doc("What goes there, little-endian") long value) {}

    private final Probe probe;

    @Activate
    public WriteMemory(@Reference Probe probe) {
        this.probe = probe;
    }

    @Override
    public Done run(Arguments arguments, Call call) {
        try {
            Widths.check(arguments.address, arguments.bytes);
            probe.memory().write(arguments.address, arguments.bytes, arguments.value);
            return Done.DONE;
        } catch (BusFault e) {
            throw CommandException.badArgument("address", "Nothing answers at 0x%x".formatted(arguments.address));
        }
    }
}
