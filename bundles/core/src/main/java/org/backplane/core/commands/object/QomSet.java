package org.backplane.core.commands.object;

import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.core.board.ObjectTree;
import org.backplane.core.journal.Journal;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Changes an object's property. Most are settled when the object is made: those of the machine can be set until it is
 * built, those of devices cannot.
 */
@Component
@CommandName("qom-set")
@Doc("Changes an object's property, where that is possible.")
public final class QomSet implements Command<QomSet.Arguments, Command.Done> {

    public record Arguments(
            @Doc("The object's path, or the end of it if that is not ambiguous")
            String path,

            @Doc("Name of the property") String property,
            @Doc("Its new value") Object value) {}

    private static final String MACHINE = "machine";

    private final ObjectTree tree;
    private final Journal journal;

    @Activate
    public QomSet(@Reference ObjectTree tree, @Reference Journal journal) {
        this.tree = tree;
        this.journal = journal;
    }

    @Override
    public Command.Done run(QomSet.Arguments arguments, Call call) {
        var object = tree.find(arguments.path);
        call.undo(object.set(arguments.property, arguments.value));
        if (object.path().replace("/", "").equals(MACHINE)) { // its properties are the arguments it was made with
            call.undo(journal.changed(MACHINE, arguments.property, arguments.value));
        }
        return Done.DONE;
    }
}
