package org.backplane.core.commands.object;

import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.Unmakes;
import org.backplane.core.board.UserObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Removes an object of the user's that no device uses. */
@Component
@CommandName("object-del")
@Doc("Removes an object that no device uses.")
@Unmakes(value = "object", by = "id")
public final class ObjectDel implements Command<ObjectDel.Arguments, Command.Done> {
    public record Arguments(@Doc("Name of the object") String id) {}

    private final UserObjects objects;

    @Activate
    public ObjectDel(@Reference UserObjects objects) {
        this.objects = objects;
    }

    @Override
    public Command.Done run(ObjectDel.Arguments arguments, Call call) {
        objects.remove(arguments.id);
        return Done.DONE;
    }
}
