package org.backplane.core.commands.machine;

import java.util.Optional;
import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.CliOption;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.Makes;
import org.backplane.core.board.Identity;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Gives the machine a name. */
@Component
@CommandName("name-set")
@Doc("Gives the machine a name.")
@Makes("name")
@CliOption("name")
public final class NameSet implements Command<NameSet.Arguments, Command.Done> {
    public record Arguments(@Doc("The name") String guest) {}

    private final Identity identity;

    @Activate
    public NameSet(@Reference Identity identity) {
        this.identity = identity;
    }

    @Override
    public Command.Done run(NameSet.Arguments arguments, Call call) {
        var before = identity.name();
        identity.name(Optional.of(arguments.guest));
        call.undo(() -> identity.name(before));
        return Done.DONE;
    }
}
