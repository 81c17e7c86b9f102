package org.backplane.core.commands.machine;

import java.util.UUID;
import java.util.regex.Pattern;
import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.CliOption;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.Makes;
import org.backplane.core.board.Identity;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Gives the machine a UUID. */
@Component
@CommandName("uuid-set")
@Doc("Gives the machine a UUID.")
@Makes("uuid")
@CliOption("uuid")
public final class UuidSet implements Command<UuidSet.Arguments, Command.Done> {
    public record Arguments(
            @Doc("The UUID, as 36 characters") String uuid) {}

    /** UUID.fromString takes shorter groups too. */
    private static final Pattern FORM = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private final Identity identity;

    @Activate
    public UuidSet(@Reference Identity identity) {
        this.identity = identity;
    }

    @Override
    public Command.Done run(UuidSet.Arguments arguments, Call call) {
        var before = identity.uuid();
        identity.uuid(parse(arguments.uuid));
        call.undo(() -> identity.uuid(before));
        return Done.DONE;
    }

    private static UUID parse(String text) {
        if (!FORM.matcher(text).matches()) {
            throw CommandException.badArgument("uuid", "failed to parse UUID string: wrong format");
        }
        return UUID.fromString(text);
    }
}
