package org.backplane.core.commands;

import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.Unmakes;
import org.backplane.core.board.Chardevs;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Closes a character device. */
@Component
@CommandName("chardev-remove")
@Doc("Closes a character device.")
@Unmakes(
        value = {"chardev", "serial"},
        by = "id")
public final class ChardevRemove implements Command<ChardevRemove.Arguments, Command.Done> {

    public record Arguments(
            @Doc("Name of the character device") String id) {}

    private final Chardevs chardevs;

    @Activate
    public ChardevRemove(@Reference Chardevs chardevs) {
        this.chardevs = chardevs;
    }

    @Override
    public Command.Done run(ChardevRemove.Arguments arguments, Call call) {
        if (chardevs.isSerial(arguments.id)) {
            throw CommandException.failed("Chardev '%s' is busy".formatted(arguments.id));
        }
        chardevs.remove(arguments.id);
        return Done.DONE;
    }
}
